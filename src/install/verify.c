/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "subcommand.h"
#include "digest.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct verification {
	struct session *session;
	int dir, parent;  /* the tree; the directory of the current item */
	const char *name; /* the last part of its path */
	struct digest *digest;
	long files, wrong;
};

static void wrong(struct verification *check, const struct item *item, const char *what)
{
	out_print(&check->session->out, "%s: %s\n",
		out_name(&check->session->out, item->path), what);
	check->wrong++;
}

/* Compares an open file with the item, and fills `st`. Returns NULL, or what differs. */
static const char *compare(
	struct verification *check, const struct item *item, int fd, struct stat *st)
{
	char found[DIGEST_HEX + 1];
	long long n;

	if (fstat(fd, st) < 0 || !S_ISREG(st->st_mode))
		return "not a file any more";
	if (st->st_size != item->size)
		return "changed (its size)";
	digest_start(check->digest);
	n = digest_add_fd(check->digest, fd, -1);
	digest_end(check->digest, found);
	return n < 0 ? strerror((int)-n) : streq(found, item->sha256) ? NULL : "changed";
}

/* The file of an environment that a link of `cudaenv link --venv' points to. */
static void check_target(struct verification *check, const struct item *item)
{
	_cleanup_close_ int fd =
		open(item->target, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	const char *problem = fd < 0 ? strerror(errno) : compare(check, item, fd, &st);

	if (fd < 0 && errno == ENOENT)
		problem = "missing";
	if (problem)
		wrong(check, item,
			arena_printf(&check->session->arena, "%s in the environment",
				problem));
}

static void check_link(struct verification *check, const struct item *item)
{
	char target[4096];
	ssize_t n = readlinkat(check->parent, check->name, target, sizeof(target));

	if (n < 0)
		wrong(check, item, errno == ENOENT ? "missing" : "not a link any more");
	else if ((size_t)n != strlen(item->target) ||
		 memcmp(target, item->target, (size_t)n) != 0)
		wrong(check, item, "points elsewhere");
	else if (digest_valid(item->sha256))
		check_target(check, item);
}

static void check_file(struct verification *check, const struct item *item)
{
	_cleanup_close_ int fd = openat(check->parent, check->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const char *problem;
	struct stat st;

	if (fd < 0) {
		wrong(check, item,
			errno == ENOENT	 ? "missing"
			: errno == ELOOP ? "not a file any more"
					 : strerror(errno));
		return;
	}
	problem = compare(check, item, fd, &st);
	if (problem)
		wrong(check, item, problem);
	else if ((st.st_mode & 0111) != (item->mode & 0111))
		wrong(check, item, "changed (its mode)");
}

static void check_dir(struct verification *check, const struct item *item)
{
	struct stat st;

	if (fstatat(check->parent, check->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		wrong(check, item, "missing");
	else if (!S_ISDIR(st.st_mode))
		wrong(check, item, "not a directory any more");
}

/* Files below a link in place of a directory are not the installed ones, even if they are
 * equal: they can change independently of the tree. */
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

static enum status report(struct verification *check, const struct toolkit *toolkit)
{
	struct out *out = &check->session->out;
	int unfinished = 0;

	if (faccessat(check->dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		out_warn(out, "%s: an addition of components was interrupted",
			toolkit->path);
		out_hint(out, "  to complete it: run the same `%s install' again",
			session_command(check->session));
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

enum status subcommand_verify(struct session *session, int argc, char **argv)
{
	struct verification check = { .session = session };
	struct listing files = listing_new(&session->arena);
	_cleanup_close_ int dir = -1;
	struct toolkit *toolkit;
	struct record record;
	enum status status;
	int r;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 1, &status))
		return status;
	if (!select_toolkit(session, argc > 1 ? argv[1] : NULL, &toolkit, &status))
		return status;
	dir = open(toolkit_file(toolkit, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return out_error(&session->out, -errno, "%s", toolkit->path);
	r = record_read(&record, &session->arena, dir);
	if (r == -ENOENT) {
		out_warn(&session->out,
			"%s was not installed by cudaenv: there is no record to compare with",
			toolkit->path);
		return STATUS_FAILED;
	}
	if (r == 0)
		r = record_files(&record, dir, &files);
	if (r < 0)
		return record_complain(session, &record, toolkit_file(toolkit, ""), r);
	check.dir = dir;
	check_all(&check, &files);
	return report(&check, toolkit);
}
