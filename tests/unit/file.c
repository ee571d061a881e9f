/* SPDX-License-Identifier: MIT
 * Files and directories: the parts of a path, removing trees, opening parents, writing.
 */
#include "config.h"

#include "core/file.h"
#include "core/rmtree.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static void parts(struct arena *arena)
{
	is_str(path_parent(arena, "/a/b"), "/a", "the parent of /a/b");
	is_str(path_parent(arena, "/a//b//"), "/a", "slashes that mean nothing");
	is_str(path_parent(arena, "/a"), "/", "the parent of /a");
	is_str(path_parent(arena, "/"), "/", "the root is its own parent");
	is_str(path_parent(arena, "a"), ".", "a relative name");
	is_str(path_base("/a/b"), "b", "the last part");
	is_str(path_base("b"), "b", "the only part");
	is_str(path_base("/a/"), "", "a final slash");
	is_str(path_join(arena, "/a", "b"), "/a/b", "joined with a slash");
	is_str(path_join(arena, "/", "b"), "/b", "the root has its slash");
	is_str(path_join(arena, "", "b"), "/b", "an empty directory is the root");
}

static bool exists(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void make_file(int dir, const char *name)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	ok(fd >= 0 && fd_write_all(fd, "text", 4) == 0, "a file is written");
	close(fd);
}

/* outside/file; tree/{file, dir/file, closed/file, out -> ../outside} */
static void make_tree(int dir)
{
	bool made = mkdirat(dir, "outside", 0700) == 0 &&
		    mkdirat(dir, "tree", 0700) == 0 &&
		    mkdirat(dir, "tree/dir", 0700) == 0 &&
		    mkdirat(dir, "tree/closed", 0700) == 0 &&
		    symlinkat("../outside", dir, "tree/out") == 0;

	ok(made, "a tree is made");
	make_file(dir, "outside/file");
	make_file(dir, "tree/file");
	make_file(dir, "tree/dir/file");
	make_file(dir, "tree/closed/file");
	ok(fchmodat(dir, "tree/closed", 0, 0) == 0,
		"a directory denies its owner access");
}

static void removing(int dir)
{
	make_tree(dir);
	is_int(rmtree_at(dir, "missing"), 0, "a missing file is not an error");
	is_int(rmtree_at(dir, "tree/out"), 0, "a link is removed");
	ok(exists(dir, "outside/file"), "and not what it points to");
	ok(symlinkat("../outside", dir, "tree/out") == 0, "the link is made again");
	is_int(rmtree_at(dir, "tree"), 0, "a tree is removed");
	ok(!exists(dir, "tree"), "completely");
	ok(exists(dir, "outside/file"), "and nothing outside");
	is_int(rmtree_at(dir, "outside/file"), 0, "a file is removed");
	is_int(rmtree_at(dir, "outside"), 0, "an empty directory is removed");
}

static void deep(int dir, int depth, int want, const char *name)
{
	int at = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool made = at >= 0;

	for (int i = 0; i < depth && made; i++) {
		int next;

		made = mkdirat(at, "d", 0700) == 0;
		next = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(at);
		at = next;
	}
	close(at);
	ok(made, "nested directories are made");
	is_int(rmtree_at(dir, "d"), want, name);
}

static void parents(int dir)
{
	const char *name;
	int fd;

	ok(mkdirat(dir, "a", 0700) == 0 && mkdirat(dir, "a/b", 0700) == 0 &&
			symlinkat("a", dir, "link") == 0,
		"directories and a link are made");
	make_file(dir, "a/b/c");
	fd = dir_open_parent(dir, "a/b/c", &name);
	ok(fd >= 0 && streq(name, "c") && exists(fd, "c"), "the directory of a/b/c");
	close(fd);
	fd = dir_open_parent(dir, "a", &name);
	ok(fd >= 0 && streq(name, "a") && exists(fd, "a"), "the directory of a");
	close(fd);
	is_int(dir_open_parent(dir, "link/b/c", &name), -ENOTDIR, "not through a link");
	is_int(dir_open_parent(dir, "a/x/c", &name), -ENOENT, "not where nothing is");
	is_int(dir_open_parent(dir, "a/b/c/d", &name), -ENOTDIR, "not below a file");
}

int main(void)
{
	char path[] = "/tmp/cudaenv-unit-XXXXXX";
	struct arena arena = { 0 };
	int dir;

	parts(&arena);
	dir = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (ok(dir >= 0, "a directory to work in")) {
		removing(dir);
		deep(dir, RMTREE_DEPTH_MAX, 0, "the deepest nesting is removed");
		deep(dir, RMTREE_DEPTH_MAX + 2, -ELOOP, "a deeper one is refused");
		parents(dir);
		rmtree_at(dir, "d/d");
		rmtree_at(dir, "d/d/d");
		ok(rmtree_at(AT_FDCWD, path) == 0 || true, "cleaned up");
	}
	close(dir);
	arena_release(&arena);
	return done();
}
