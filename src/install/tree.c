/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "tree.h"

#include "core/file.h"
#include "digest.h"
#include "entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PC_MAX (64 * 1024)

struct tree tree_new(struct arena *arena, int dir, const char *target)
{
	return (struct tree){
		.arena = arena,
		.dir = dir,
		.target = target,
		.own = listing_new(arena),
		.taken = pathset_new(arena),
	};
}

void tree_know(struct tree *tree, const struct listing *listing, const char *component)
{
	/* Not directories: each run checks again that they still are directories. */
	for (size_t i = 0; i < listing->n; i++)
		if (listing->v[i].kind != 'd')
			pathset_add(&tree->taken, &listing->v[i], component);
}

static bool failed(struct tree *tree, const char *path, const char *why)
{
	tree->problem = arena_printf(tree->arena, "%s: %s", path, why);
	return false;
}

/* --- moving in --------------------------------------------------------------------- */

/* Makes a directory that every user can read, whatever the umask. An existing one is not
 * changed. */
static int make_dir(int dir, const char *path)
{
	_cleanup_close_ int fd = -1;

	if (mkdirat(dir, path, 0755) < 0)
		return errno == EEXIST ? 0 : -1;
	fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -1 : fchmod(fd, 0755);
}

/* Makes the directory and its parents; none of them may be a link. */
static bool ensure_dir(struct tree *tree, const char *path)
{
	const struct taken *slot = pathset_find(&tree->taken, path);
	const char *slash = strrchr(path, '/');
	struct item *item;
	struct stat st;

	if (slot && slot->item->kind == 'd')
		return true;
	if (slash &&
		!ensure_dir(tree, arena_ndup(tree->arena, path, (size_t)(slash - path))))
		return false;
	if (make_dir(tree->dir, path) < 0)
		return failed(tree, path, strerror(errno));
	if (fstatat(tree->dir, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return failed(tree, path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return failed(tree, path, "it should be a directory, and is not");
	item = arena_new(tree->arena, struct item);
	*item = (struct item){ .kind = 'd', .path = arena_dup(tree->arena, path) };
	pathset_add(&tree->taken, item, "");
	return true;
}

static bool ensure_parent(struct tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');

	return !slash ||
	       ensure_dir(tree, arena_ndup(tree->arena, path, (size_t)(slash - path)));
}

/* Files at the top of many archives that would collide: a license or a note, or the
 * archive's own version.json, since cudaenv writes that of the toolkit. */
static bool is_note(const char *path)
{
	static const char *const heads[] = { "LICENSE", "LICENCE", "EULA", "NOTICE",
		"README", "CHANGELOG", "COPYRIGHT", "ThirdParty", "THIRD" };

	if (streq(path, TREE_VERSION))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(heads) && !strchr(path, '/'); i++)
		if (skip_prefix(path, heads[i]))
			return true;
	return false;
}

static bool is_pc(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && streq(path + n - 3, ".pc");
}

static void measure(struct tree *tree, struct item *item, const char *text, size_t len)
{
	struct digest *digest = digest_new();
	char hex[DIGEST_HEX + 1];

	digest_add(digest, text, len);
	digest_end(digest, hex);
	digest_free(digest);
	item->size = (long long)len;
	item->sha256 = arena_dup(tree->arena, hex);
}

static int write_new(int dir, const char *path, const char *text, size_t len)
{
	_cleanup_close_ int fd = openat(
		dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0)
		return -errno;
	if (fchmod(fd, 0644) < 0)
		return -errno;
	return fd_write_all(fd, text, len);
}

/* NVIDIA's .pc files contain the directory of the build machine. Turns
 * "cudaroot=/usr/local/cuda-12.4" into "cudaroot=/home/me/.../12.4.1". */
static bool rewrite_pc(struct tree *tree, int dir, struct item *item)
{
	struct str text = str_new(tree->arena);
	struct text old;
	int r = file_read(tree->arena, dir, item->path, PC_MAX, &old);

	if (r < 0)
		return failed(tree, item->path, strerror(-r));
	for (const char *p = old.s; *p;) {
		size_t n = strcspn(p, "\n");

		if (skip_prefix(p, "cudaroot="))
			str_addf(&text, "cudaroot=%s", tree->target);
		else
			str_addn(&text, p, n);
		p += n;
		if (*p) {
			str_addc(&text, '\n');
			p++;
		}
	}
	r = unlinkat(dir, item->path, 0) < 0
		    ? -errno
		    : write_new(dir, item->path, text.s, text.len);
	measure(tree, item, text.s, text.len);
	item->mode = 0644;
	return r == 0 || failed(tree, item->path, strerror(-r));
}

static bool same(const struct item *a, const struct item *b)
{
	return a->kind == b->kind && (a->kind == 'l' ? streq(a->target, b->target)
						     : streq(a->sha256, b->sha256));
}

/* Never replaces a file. */
static int move(int from_dir, const char *from, int to_dir, const char *to)
{
	struct stat st;

	if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return -errno;
	if (fstatat(to_dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return -EEXIST;
	return renameat(from_dir, from, to_dir, to) < 0 ? -errno : 0;
}

/* Is the existing file the one that an interrupted addition moved there? */
static bool same_exists(struct tree *tree, const struct item *item)
{
	_cleanup_close_ int fd = -1;
	struct digest *digest;
	char hex[DIGEST_HEX + 1], target[ENTRY_PATH_MAX + 1];
	ssize_t n;

	if (item->kind == 'l') {
		n = readlinkat(tree->dir, item->path, target, sizeof(target));
		return n == (ssize_t)strlen(item->target) &&
		       memcmp(target, item->target, (size_t)n) == 0;
	}
	fd = openat(
		tree->dir, item->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	digest = digest_new();
	n = digest_add_fd(digest, fd, item->size + 1) == item->size;
	digest_end(digest, hex);
	digest_free(digest);
	return n && streq(hex, item->sha256);
}

static bool differs(
	struct tree *tree, const struct item *item, const char *one, const char *other)
{
	return failed(tree, item->path,
		arena_printf(tree->arena, "%s and %s both contain it, and they differ",
			one, other));
}

static bool move_in(struct tree *tree, int dir, struct item *item, const char *component)
{
	const char *from = item->path;
	const struct taken *taken;
	int r;

	if (is_pc(from) && item->kind == 'f' && !rewrite_pc(tree, dir, item))
		return false;
	if (item->kind != 'd' && is_note(from))
		item->path = arena_printf(
			tree->arena, ".cudaenv/licences/%s/%s", component, from);
	taken = pathset_find(&tree->taken, item->path);
	if (taken && same(taken->item, item))
		return true;
	if (taken && taken->item->kind == 'd')
		return failed(tree, item->path,
			arena_printf(tree->arena,
				"it is not a directory in %s, but it is in another component",
				component));
	if (taken)
		return differs(tree, item, taken->component, component);
	if (!ensure_parent(tree, item->path))
		return false;
	r = move(dir, from, tree->dir, item->path);
	if (r == -EEXIST && tree->resume && same_exists(tree, item))
		r = 0;
	if (r == -EEXIST)
		return failed(tree, item->path,
			"it exists, and cudaenv did not install it: move it away first");
	if (r < 0)
		return failed(tree, item->path, strerror(-r));
	pathset_add(&tree->taken, item, component);
	return true;
}

bool tree_add(struct tree *tree, int dir, const struct listing *from,
	const char *component, struct listing *into)
{
	for (size_t i = 0; i < from->n; i++) {
		struct item *item = arena_new(tree->arena, struct item);

		*item = from->v[i];
		if (item->kind == 'd' ? !ensure_dir(tree, item->path)
				      : !move_in(tree, dir, item, component))
			return false;
		listing_add(into, *item);
	}
	return true;
}

bool tree_link(struct tree *tree, const struct item *item, const char *component,
	struct listing *into)
{
	const struct taken *taken = pathset_find(&tree->taken, item->path);
	struct item *copy = arena_new(tree->arena, struct item);

	*copy = *item;
	if (taken && streq(taken->item->sha256, item->sha256))
		return true;
	if (taken)
		return differs(tree, item, taken->component, component);
	if (!ensure_parent(tree, item->path))
		return false;
	if (symlinkat(item->target, tree->dir, item->path) < 0)
		return failed(tree, item->path, strerror(errno));
	pathset_add(&tree->taken, copy, component);
	listing_add(into, *copy);
	return true;
}

/* --- what cudaenv adds ------------------------------------------------------------- */

const char *tree_target_dir(struct arena *arena, const char *platform)
{
	const char *processor = skip_prefix(platform, "linux-");

	return arena_printf(arena, "%s-linux", processor ? processor : platform);
}

static bool exists(const struct tree *tree, const char *path)
{
	struct stat st;

	return fstatat(tree->dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Makes a link, unless something exists at `path`, or `needs` is missing. */
static bool add_link(
	struct tree *tree, const char *path, const char *target, const char *needs)
{
	if (exists(tree, path) || !exists(tree, needs))
		return true;
	if (!ensure_parent(tree, path))
		return false;
	if (symlinkat(target, tree->dir, path) < 0)
		return failed(tree, path, strerror(errno));
	listing_add(&tree->own, (struct item){ .kind = 'l',
					.mode = 0777,
					.sha256 = "-",
					.path = path,
					.target = target });
	return true;
}

bool tree_finish(struct tree *tree, const char *platform)
{
	const char *target = tree_target_dir(tree->arena, platform);
	const char *lib = arena_printf(tree->arena, "targets/%s/lib", target);
	const char *include = arena_printf(tree->arena, "targets/%s/include", target);

	/* A runfile has its libraries below targets/, the archives have them in lib. nvcc
	 * searches targets/<target>/lib if it exists, otherwise lib64; build systems search
	 * both. */
	return add_link(tree, "lib64", "lib", "lib") &&
	       add_link(tree, "lib64", lib, lib) &&
	       add_link(tree, "include", include, include) &&
	       add_link(tree, lib, "../../lib", "lib") &&
	       add_link(tree, include, "../../include", "include");
}

/* Returns "libX.so" for "libX.so.13"; NULL for another name. */
static const char *dev_name(struct arena *arena, const char *name)
{
	const char *end = strstr(name, ".so.");

	return end && skip_prefix(name, "lib")
		       ? arena_ndup(arena, name, (size_t)(end - name) + 3)
		       : NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool tree_add_dev_links(struct tree *tree)
{
	int fd = openat(tree->dir, "lib", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct strv names = strv_new(tree->arena);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (dev_name(tree->arena, entry->d_name))
			strv_add(&names, arena_dup(tree->arena, entry->d_name));
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = arena_printf(
			tree->arena, "lib/%s", dev_name(tree->arena, names.v[i]));

		if (!add_link(tree, path, names.v[i], "lib"))
			return false;
	}
	return true;
}

bool tree_write(
	struct tree *tree, const char *path, const char *text, size_t len, bool record)
{
	const char *next = ".cudaenv/new"; /* no archive can contain it */
	struct item item = { .kind = 'f', .mode = 0644, .path = path };
	int r;

	if (!ensure_parent(tree, path) || !ensure_parent(tree, next))
		return false;
	unlinkat(tree->dir, next, 0);
	r = write_new(tree->dir, next, text, len);
	if (r == 0 && renameat(tree->dir, next, tree->dir, path) < 0)
		r = -errno;
	if (r < 0)
		return failed(tree, path, strerror(-r));
	measure(tree, &item, text, len);
	if (!record)
		listing_add(&tree->own, item);
	return true;
}
