/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "app.h"
#include "digest.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct verification {
	struct session *app;
	int dir, parent;  /* the tree; where the item at hand stands in it */
	const char *name; /* the last part of its path */
	struct digest *digest;
	long files, wrong;
};

static void wrong(struct verification *check, const struct item *item, const char *what)
{
	out_print(&check->app->out, "%s: %s\n", out_name(&check->app->out, item->path),
		what);
	check->wrong++;
}

static void check_link(struct verification *check, const struct item *item)
{
	char target[4096];
	ssize_t n = readlinkat(check->parent, check->name, target, sizeof(target));

	if (n < 0)
		wrong(check, item, errno == ENOENT ? "missing" : "no link any more");
	else if ((size_t)n != strlen(item->target) ||
		 memcmp(target, item->target, (size_t)n) != 0)
		wrong(check, item, "leads elsewhere");
}

static void check_file(struct verification *check, const struct item *item)
{
	_cleanup_close_ int fd = openat(check->parent, check->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char found[DIGEST_HEX + 1];
	struct stat st;
	long long n;

	if (fd < 0) {
		wrong(check, item,
			errno == ENOENT	 ? "missing"
			: errno == ELOOP ? "no file any more"
					 : strerror(errno));
		return;
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		wrong(check, item, "no file any more");
		return;
	}
	if (st.st_size != item->size) {
		wrong(check, item, "changed (its size)");
		return;
	}
	digest_start(check->digest);
	n = digest_add_fd(check->digest, fd, -1);
	digest_end(check->digest, found);
	if (n < 0)
		wrong(check, item, strerror((int)-n));
	else if (!streq(found, item->sha256))
		wrong(check, item, "changed");
	else if ((st.st_mode & 0111) != (item->mode & 0111))
		wrong(check, item, "changed (its mode)");
}

static void check_dir(struct verification *check, const struct item *item)
{
	struct stat st;

	if (fstatat(check->parent, check->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		wrong(check, item, "missing");
	else if (!S_ISDIR(st.st_mode))
		wrong(check, item, "no directory any more");
}

/* What stands behind a link that has taken a directory's place is not what was installed,
 * even when it is the same: it can change without the tree. */
static void check_item(struct verification *check, const struct item *item)
{
	_cleanup_close_ int parent =
		dir_open_parent(check->dir, item->path, &check->name);

	check->files++;
	check->parent = parent;
	if (parent == -ENOENT)
		wrong(check, item, "missing");
	else if (parent == -ELOOP || parent == -ENOTDIR)
		wrong(check, item, "changed (its directory)");
	else if (parent < 0)
		wrong(check, item, strerror(-parent));
	else if (item->kind == 'l')
		check_link(check, item);
	else if (item->kind == 'd')
		check_dir(check, item);
	else
		check_file(check, item);
}

static void check_all(struct verification *check, const struct listing *files)
{
	check->digest = digest_new();
	for (size_t i = 0; i < files->n; i++)
		check_item(check, &files->v[i]);
	digest_free(check->digest);
}

static int report(struct verification *check, const struct toolkit *toolkit)
{
	struct out *out = &check->app->out;
	int unfinished = 0;

	if (faccessat(check->dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		out_warn(out, "%s: components were being added when it was cut off",
			toolkit->path);
		out_hint(out, "  to complete it: run the same `cudaenv install' again");
		unfinished = 1;
	}
	if (check->wrong)
		out_warn(out, "%s: %ld of %ld entries are not as installed",
			toolkit->path, check->wrong, check->files);
	else if (!unfinished)
		out_warn(out, "%s: all %ld entries are as installed", toolkit->path,
			check->files);
	return check->wrong || unfinished ? 1 : 0;
}

enum status verb_verify(struct session *app, int argc, char **argv)
{
	struct verification check = { .app = app };
	struct listing files = listing_new(&app->arena);
	_cleanup_close_ int dir = -1;
	struct toolkit *toolkit;
	struct record record;
	enum status status;
	int r;

	if (!opt_parse(&app->out, &app->usage, NULL, &argc, argv, 0, 1, &status))
		return status;
	if (!select_toolkit(app, argc > 1 ? argv[1] : NULL, &toolkit, &status))
		return status;
	dir = open(toolkit_file(toolkit, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return out_error(&app->out, -errno, "%s", toolkit->path);
	r = record_read(&record, &app->arena, dir);
	if (r == -ENOENT) {
		out_warn(&app->out,
			"%s was not installed by cudaenv: nothing to compare with",
			toolkit->path);
		return 1;
	}
	if (r == 0)
		r = record_files(&record, dir, &files);
	if (r < 0)
		return record_complain(app, &record, toolkit_file(toolkit, ""), r);
	check.dir = dir;
	check_all(&check, &files);
	return report(&check, toolkit);
}
