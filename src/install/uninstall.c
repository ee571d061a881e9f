/* SPDX-License-Identifier: MIT
 * Removing a toolkit: out of sight at once, then deleted. Where somebody has put files of
 * their own into it, only cudaenv's are removed. What is decided is decided while the
 * lock is applied; what is asked before that only spares the wait.
 */
#include "config.h"

#include "removal.h"
#include "in_use.h"
#include "pathset.h"
#include "stage.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SHOWN_MAX 5 /* of what is left, by name */

struct removal {
	struct session *app;
	struct toolkit *toolkit;
	const char *host; /* the directory */
	bool force;
	struct listing files; /* ours, and the directories that they stand in */
	struct pathset known; /* the same, by path */
	struct strv foreign;  /* what is in it and not ours */
};

/* --- what is ours in it ------------------------------------------------------------ */

/* The item, and the directories above it that no archive had named. */
static void note(struct removal *removal, const struct item *item)
{
	const char *slash = strrchr(item->path, '/');
	struct item *dir;

	if (pathset_find(&removal->known, item->path))
		return;
	pathset_add(&removal->known, item, "");
	listing_add(&removal->files, *item);
	if (!slash)
		return;
	dir = arena_new(&removal->app->arena, struct item);
	*dir = (struct item){
		.kind = 'd',
		.path = arena_ndup(
			&removal->app->arena, item->path, (size_t)(slash - item->path)),
	};
	note(removal, dir);
}

static int read_record(struct removal *removal)
{
	struct session *app = removal->app;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct listing files = listing_new(&app->arena);
	struct record record;
	int r = dir < 0 ? -errno : record_read(&record, &app->arena, dir);

	if (dir < 0 && r != -ENOTDIR && r != -ELOOP)
		return out_error(&app->out, r, "%s", removal->host);
	if (dir < 0 || r == -ENOENT) {
		out_warn(&app->out, "%s was not installed by cudaenv: left alone",
			removal->host);
		return 1;
	}
	if (r == 0)
		r = record_files(&record, dir, &files);
	if (r < 0)
		return record_complain(app, &record, removal->host, r);
	removal->files = listing_new(&app->arena);
	removal->known = pathset_new(&app->arena);
	for (size_t i = 0; i < files.n; i++)
		note(removal, &files.v[i]);
	return 0;
}

/* Still what it was made as? A link in the place of a file is somebody else's. */
static bool is_ours(const struct item *item, const struct stat *st)
{
	return item->kind == 'd'   ? S_ISDIR(st->st_mode)
	       : item->kind == 'l' ? S_ISLNK(st->st_mode)
				   : S_ISREG(st->st_mode);
}

/* What cannot be looked into may hold anything: it counts as somebody else's. */
static void find_foreign(
	struct removal *removal, int at, const char *name, const char *path)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_closedir_ DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct arena *arena = &removal->app->arena;
	const struct taken *known;
	struct dirent *entry = NULL;
	struct stat st;

	errno = 0;
	while (dir && (entry = readdir(dir))) {
		const char *below =
			*path ? arena_printf(arena, "%s/%s", path, entry->d_name)
			      : arena_dup(arena, entry->d_name);

		if (streq(entry->d_name, ".") || streq(entry->d_name, "..") ||
			streq(below, ".cudaenv"))
			continue;
		known = pathset_find(&removal->known, below);
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			!known || !is_ours(known->item, &st))
			strv_add(&removal->foreign, below);
		else if (S_ISDIR(st.st_mode))
			find_foreign(removal, dirfd(dir), entry->d_name, below);
		errno = 0;
	}
	if (!dir || errno)
		strv_add(&removal->foreign, *path ? path : ".");
}

/* What is there now, and may it go? 0 or an exit code. */
static int examine(struct removal *removal)
{
	int r = read_record(removal);

	if (!r && !removal->force)
		r = in_use_refuse(removal->app, removal->toolkit);
	if (r)
		return r;
	removal->foreign = strv_new(&removal->app->arena);
	find_foreign(removal, AT_FDCWD, removal->host, "");
	return 0;
}

/* The same, with what other toolkits there are by now: a prefix may mean this one. */
static int examine_anew(struct removal *removal)
{
	struct session *app = removal->app;

	app->registry =
		registry_new(&app->arena, &app->machine, &app->dirs, &app->settings);
	return examine(removal);
}

/* --- removing ---------------------------------------------------------------------- */

static int by_path_backward(const void *a, const void *b)
{
	return strcmp(((const struct item *)b)->path, ((const struct item *)a)->path);
}

/* Never through a link: a path whose directory has become one is passed over, and so is
 * a directory that still holds something. */
static int remove_item(int dir, const struct item *item)
{
	const char *name;
	_cleanup_close_ int parent = tree_open_parent(dir, item->path, &name);
	struct stat st;

	if (parent < 0)
		return parent == -ENOENT || parent == -ENOTDIR || parent == -ELOOP
			       ? 0
			       : parent;
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!is_ours(item, &st) ||
		unlinkat(parent, name, item->kind == 'd' ? AT_REMOVEDIR : 0) == 0 ||
		errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST)
		return 0;
	return -errno;
}

static void say_left(struct removal *removal)
{
	struct out *out = &removal->app->out;

	out_warn(out, "%s: %zu entries that cudaenv did not put there are left",
		removal->host, removal->foreign.n);
	for (size_t i = 0; i < removal->foreign.n && i < SHOWN_MAX; i++)
		out_hint(out, "  %s", removal->foreign.v[i]);
	if (removal->foreign.n > SHOWN_MAX)
		out_hint(out, "  ...");
}

/* Directories come behind what is in them, as the paths are sorted backward. The record
 * goes last, so that what could not be removed now can be later. */
static int remove_ours(struct removal *removal)
{
	struct listing *files = &removal->files;
	struct out *out = &removal->app->out;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int r, status = 0;

	if (dir < 0)
		return out_error(out, -errno, "%s", removal->host);
	if (files->n)
		qsort(files->v, files->n, sizeof(*files->v), by_path_backward);
	for (size_t i = 0; i < files->n; i++) {
		if (skip_prefix(files->v[i].path, ".cudaenv/"))
			continue;
		r = remove_item(dir, &files->v[i]);
		if (r < 0)
			status = out_error(out, r, "cannot remove %s/%s", removal->host,
				files->v[i].path);
	}
	if (status)
		return status;
	r = tree_remove(dir, ".cudaenv");
	if (r < 0)
		return out_error(out, r, "cannot remove %s/.cudaenv", removal->host);
	say_left(removal);
	return 0;
}

static int remove_all(struct removal *removal, struct stage *stage)
{
	int r;

	if (removal->foreign.n)
		return remove_ours(removal);
	r = stage_retire(stage);
	if (r < 0)
		return out_error(
			&removal->app->out, r, "cannot remove %s", removal->host);
	out_warn(&removal->app->out, "%s removed", removal->host);
	return 0;
}

static void busy(void *user)
{
	struct removal *removal = user;

	out_warn(&removal->app->out, "another cudaenv is at work on %s: waiting for it",
		removal->host);
}

static enum status remove_locked(struct removal *removal)
{
	struct session *app = removal->app;
	struct in_use selected = { 0 };
	struct stage stage;
	int r = stage_lock(&stage, &app->arena, removal->host, busy, removal);

	if (r < 0)
		r = out_error(&app->out, r, "cannot remove %s", removal->host);
	else
		r = examine_anew(removal);
	if (!r) {
		selected = in_use_find(app, removal->toolkit);
		r = remove_all(removal, &stage);
	}
	stage_end(&stage);
	if (!r) {
		in_use_repair(app, &selected);
		session_bump_generation(app);
	}
	return r;
}

enum status verb_uninstall(struct session *app, int argc, char **argv)
{
	struct removal removal = { .app = app };
	bool dry_run = false;
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &removal.force, "also when it is selected"),
		OPT_FLAG('n', "dry-run", &dry_run, "tell what would be removed"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&app->out, &app->usage, opts, &argc, argv, 1, 1, &status))
		return status;
	if (!select_toolkit(app, argv[1], &removal.toolkit, &status))
		return status;
	if (removal.toolkit->link) {
		out_warn(&app->out,
			"%s is a link to %s: `cudaenv link %s --unset' removes it",
			removal.toolkit->name, removal.toolkit->link,
			removal.toolkit->name);
		return 1;
	}
	removal.host = toolkit_file(removal.toolkit, "");
	status = examine(&removal);
	if (status || !dry_run)
		return status ? status : remove_locked(&removal);
	out_print(&app->out, "%s: %zu entries would be removed, %zu would be left\n",
		removal.host, removal.files.n, removal.foreign.n);
	return 0;
}
