/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "leftover.h"

#include "core/rmtree.h"
#include "owned.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define MARK ".cudaenv/replaced"
#define ASIDE "aside" /* in the stage: a file between the two trees */
#define PASSES_MAX 10
#define NAMES_MAX 100
#define SHOWN_MAX 5

static int open_dir(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static void print_some(struct out *out, const struct strv *paths)
{
	for (size_t i = 0; i < paths->n && i < SHOWN_MAX; i++)
		out_hint(out, "  %s", paths->v[i]);
	if (paths->n > SHOWN_MAX)
		out_hint(out, "  ...");
}

/* Renames to NAME.saved, NAME.saved.2, ... in the directory `to`; *saved is the name. */
static int save(struct arena *arena, int from, const char *name, int to, const char *base,
	const char **saved)
{
	for (int i = 1; i <= NAMES_MAX; i++) {
		*saved = i == 1 ? arena_printf(arena, "%s.saved", base)
				: arena_printf(arena, "%s.saved.%d", base, i);
		if (renameat2(from, name, to, *saved, RENAME_NOREPLACE) == 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* --- the tree that an addition has replaced ---------------------------------------- */

struct reunion {
	struct arena *arena;
	int stage;	    /* descriptor of the stage */
	struct owned owned; /* of the new tree */
	struct strv moved, saved;
};

int leftover_mark(const struct stage *stage)
{
	_cleanup_close_ int tree = open_dir(stage->parent, stage->base);
	_cleanup_close_ int fd = -1;

	if (tree < 0)
		return tree;
	fd = openat(tree, MARK, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	return fd < 0 ? -errno : 0;
}

void leftover_unmark(int tree)
{
	if (unlinkat(tree, MARK, 0) < 0)
		return; /* it is not there */
}

static bool newer(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec != b->st_mtim.tv_sec
		       ? a->st_mtim.tv_sec > b->st_mtim.tv_sec
		       : a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* ASIDE was at `path` in the old tree; the new tree has another file there, `now`. If the
 * user replaced one of them by the other, the newer one stays. If cudaenv owns the path,
 * its file stays, and the user's gets another name. */
static int settle(struct reunion *reunion, int to, const char *name, const char *path,
	const struct stat *aside, const struct stat *now)
{
	const char *saved;
	int r;

	if (streq(path, TREE_VERSION)) /* written by every addition */
		return unlinkat(reunion->stage, ASIDE, 0) < 0 ? -errno : 0;
	if (pathset_find(&reunion->owned.known, path) || S_ISDIR(now->st_mode)) {
		r = save(reunion->arena, reunion->stage, ASIDE, to, name, &saved);
		if (r == 0)
			strv_add(&reunion->saved, arena_printf(reunion->arena, "%s%s",
							  path, saved + strlen(name)));
		return r;
	}
	if (newer(now, aside))
		return unlinkat(reunion->stage, ASIDE, 0) < 0 ? -errno : 0;
	strv_add(&reunion->moved, path);
	return renameat(reunion->stage, ASIDE, to, name) < 0 ? -errno : 0;
}

/* Moves a file out of the old tree before examining it: under its name, another program
 * could still replace it. Most are hard links to files of the new tree. */
static int move_file(
	struct reunion *reunion, int from, int to, const char *name, const char *path)
{
	struct stat aside, now;

	if (renameat(from, name, reunion->stage, ASIDE) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstatat(reunion->stage, ASIDE, &aside, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (renameat2(reunion->stage, ASIDE, to, name, RENAME_NOREPLACE) == 0) {
		strv_add(&reunion->moved, path);
		return 0;
	}
	if (errno != EEXIST || fstatat(to, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (now.st_ino == aside.st_ino && now.st_dev == aside.st_dev)
		return unlinkat(reunion->stage, ASIDE, 0) < 0 ? -errno : 0;
	return settle(reunion, to, name, path, &aside, &now);
}

static int move_dir(
	struct reunion *reunion, int from, int to, const char *name, const char *path);

static int move_entries(struct reunion *reunion, int from, int to, const char *path)
{
	_cleanup_closedir_ DIR *dir = fdopendir(dup(from));
	struct dirent *entry;
	struct stat st;
	int r = dir ? 0 : -errno;

	if (dir)
		rewinddir(dir); /* dup() shares the position */
	while (r == 0 && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		const char *below =
			*path ? arena_printf(reunion->arena, "%s/%s", path, name)
			      : arena_dup(reunion->arena, name);

		if (streq(name, ".") || streq(name, "..") || streq(below, ".cudaenv"))
			continue;
		if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			r = errno == ENOENT ? 0 : -errno;
		else if (S_ISDIR(st.st_mode))
			r = move_dir(reunion, from, to, arena_dup(reunion->arena, name),
				below);
		else
			r = move_file(reunion, from, to, arena_dup(reunion->arena, name),
				below);
	}
	return r;
}

/* Moves the contents, then removes the directory. That fails as long as a program adds
 * files to it; afterwards none can. */
static int move_dir(
	struct reunion *reunion, int from, int to, const char *name, const char *path)
{
	_cleanup_close_ int old = open_dir(from, name), new = open_dir(to, name);
	const char *saved;
	int r = old < 0 ? old : 0;

	if (new == -ENOENT && renameat2(from, name, to, name, RENAME_NOREPLACE) == 0) {
		strv_add(&reunion->moved, path);
		return 0;
	}
	if (new == -ENOTDIR || new == -ELOOP) {
		strv_add(&reunion->saved, arena_printf(reunion->arena, "%s.saved", path));
		return save(reunion->arena, from, name, to, name, &saved);
	}
	if (r == 0 && new < 0)
		r = new;
	for (int i = 0; i < PASSES_MAX && r == 0; i++) {
		r = move_entries(reunion, old, new, path);
		if (r == 0 && unlinkat(from, name, AT_REMOVEDIR) == 0)
			return 0;
		if (r == 0 && errno != ENOTEMPTY && errno != EEXIST)
			r = -errno;
	}
	return r < 0 ? r : -ENOTEMPTY;
}

/* A file that a killed run was moving: its path is not known any more. */
static int move_aside(struct reunion *reunion, int to)
{
	const char *saved;
	struct stat st;

	if (fstatat(reunion->stage, ASIDE, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (st.st_nlink > 1)
		return unlinkat(reunion->stage, ASIDE, 0) < 0 ? -errno : 0;
	strv_add(&reunion->saved, ASIDE ".saved");
	return save(reunion->arena, reunion->stage, ASIDE, to, ASIDE, &saved);
}

static int reunite(struct reunion *reunion, int old, int new)
{
	struct record record;
	int r = owned_read(&reunion->owned, reunion->arena, new, &record);

	if (r == 0)
		r = move_aside(reunion, new);
	for (int i = 0; i < PASSES_MAX && r == 0; i++) {
		size_t before = reunion->moved.n + reunion->saved.n;

		r = move_entries(reunion, old, new, "");
		if (r == 0 && reunion->moved.n + reunion->saved.n == before)
			break;
	}
	return r;
}

static void report(
	struct session *session, const struct reunion *reunion, const char *target)
{
	if (reunion->moved.n) {
		out_warn(&session->out, "%s: kept what was written to it in the meantime",
			target);
		print_some(&session->out, &reunion->moved);
	}
	if (reunion->saved.n) {
		out_warn(&session->out,
			"%s: saved under another name, since the new components have these files",
			target);
		print_some(&session->out, &reunion->saved);
	}
}

/* If the stage contains the old tree of an addition, moves the user's files out of it. */
static enum status clear_replaced(struct session *session, struct stage *stage)
{
	_cleanup_close_ int dir = open_dir(stage->parent, stage->name);
	_cleanup_close_ int old = dir < 0 ? dir : open_dir(dir, "tree");
	_cleanup_close_ int new = open_dir(stage->parent, stage->base);
	struct reunion reunion = {
		.arena = &session->arena,
		.stage = dir,
		.moved = strv_new(&session->arena),
		.saved = strv_new(&session->arena),
	};
	int r;

	if (old < 0 || new < 0 || faccessat(old, MARK, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return STATUS_DONE;
	r = reunite(&reunion, old, new);
	report(session, &reunion, stage->target);
	return r < 0 ? out_error(&session->out, r,
			       "cannot move what is left in %s/%s/tree",
			       path_parent(&session->arena, stage->target), stage->name)
		     : 0;
}

/* --- the tree that an uninstall has moved out of sight ------------------------------ */

/* Moves the rest back, under its old name if that is free. */
static enum status give_back(
	struct session *session, struct stage *stage, const struct strv *foreign)
{
	const char *name = stage->base;
	int r = 0;

	if (renameat2(stage->parent, stage->retired, stage->parent, name,
		    RENAME_NOREPLACE) < 0)
		r = errno == EEXIST ? save(&session->arena, stage->parent, stage->retired,
					      stage->parent, name, &name)
		    : renameat(stage->parent, stage->retired, stage->parent, name) < 0
			    ? -errno
			    : 0;
	if (r < 0)
		return out_error(&session->out, r, "cannot move %s/%s back",
			path_parent(&session->arena, stage->target), stage->retired);
	out_warn(&session->out,
		"%s/%s: %zu entries that cudaenv did not install are left",
		path_parent(&session->arena, stage->target), name, foreign->n);
	print_some(&session->out, foreign);
	return STATUS_DONE;
}

static enum status clear_retired(struct session *session, struct stage *stage)
{
	_cleanup_close_ int dir = open_dir(stage->parent, stage->retired);
	struct strv foreign = strv_new(&session->arena);
	struct owned owned;
	struct record record;
	const char *failed;
	int r;

	if (dir < 0)
		return dir == -ENOENT
			       ? 0
			       : out_error(&session->out, dir, "%s/%s",
					 path_parent(&session->arena, stage->target),
					 stage->retired);
	/* If there is no record, a killed run had removed everything in it. */
	r = owned_read(&owned, &session->arena, dir, &record);
	if (r == 0 && owned_remove(&owned, dir, &failed) < 0)
		r = 0; /* a directory that denies writing: rmtree_at() changes it */
	owned_find_foreign(&owned, stage->parent, stage->retired, &foreign);
	if (foreign.n)
		return give_back(session, stage, &foreign);
	r = rmtree_at(stage->parent, stage->retired);
	return r < 0 ? out_error(&session->out, r, "cannot remove %s/%s",
			       path_parent(&session->arena, stage->target),
			       stage->retired)
		     : 0;
}

enum status leftover_clear(struct session *session, struct stage *stage)
{
	int status = clear_retired(session, stage), r;

	if (!status)
		status = clear_replaced(session, stage);
	if (status)
		return status;
	r = rmtree_at(stage->parent, stage->name);
	return r < 0 ? out_error(&session->out, r, "cannot remove %s/%s",
			       path_parent(&session->arena, stage->target), stage->name)
		     : 0;
}
