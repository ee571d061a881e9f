/* SPDX-License-Identifier: MIT
 * Removing a toolkit: out of sight at once, then deleted. Where somebody has put files of
 * their own into it, only cudaenv's are removed.
 */
#include "config.h"

#include "app.h"
#include "record.h"
#include "removal.h"
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

struct removal {
	struct app *app;
	struct toolkit *toolkit;
	const char *host; /* the directory */
	struct listing files;
	struct strv foreign; /* what is in it and not ours */
	struct tree known;
};

/* --- may it go? -------------------------------------------------------------------- */

static bool selects(
	struct app *app, struct selection *selection, const struct toolkit *toolkit)
{
	selection_resolve(selection, &app->registry);
	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT &&
			streq(selection->resolved[i].toolkit->path, toolkit->path))
			return true;
	return false;
}

/* The nearest scope that says something; and the global one, however near others are. */
static bool selected(struct removal *removal, struct selection *by, bool global)
{
	struct app *app = removal->app;
	struct selector selector = selector_new(&app->registry, &app->vars, app->cwd);
	bool first = true;

	while (selector_next(&selector, by)) {
		if ((global ? by->scope == SCOPE_GLOBAL : first) &&
			selects(app, by, removal->toolkit))
			return true;
		first = false;
	}
	return false;
}

static int check_selected(struct removal *removal, bool force)
{
	struct selection by;

	if (force || (!selected(removal, &by, false) && !selected(removal, &by, true)))
		return 0;
	out_say(&removal->app->out,
		"%s is selected (set by %s): --force removes it all the same",
		removal->toolkit->name, by.origin);
	return 1;
}

static int read_record(struct removal *removal)
{
	struct app *app = removal->app;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct record record;
	int r = dir < 0 ? -errno : record_read(&record, &app->arena, dir);

	if (r == -ENOENT || r == -ENOTDIR || r == -ELOOP) {
		out_say(&app->out, "%s was not installed by cudaenv: left alone",
			removal->host);
		return 1;
	}
	removal->files = listing_new(&app->arena);
	if (r == 0)
		r = record_files(&record, dir, &removal->files);
	if (r < 0)
		return out_error(&app->out, r, "the record in %s", removal->host);
	removal->known = tree_new(&app->arena, dir, removal->host);
	for (size_t i = 0; i < removal->files.n; i++)
		tree_note(&removal->known, &removal->files.v[i]);
	return 0;
}

/* --- what is not ours in it -------------------------------------------------------- */

static void find_foreign(
	struct removal *removal, int at, const char *name, const char *path)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_closedir_ DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct arena *arena = &removal->app->arena;
	struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir))) {
		const char *below;

		if (streq(entry->d_name, ".") || streq(entry->d_name, ".."))
			continue;
		below = *path ? arena_printf(arena, "%s/%s", path, entry->d_name)
			      : arena_dup(arena, entry->d_name);
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			streq(below, ".cudaenv"))
			continue;
		if (S_ISDIR(st.st_mode))
			find_foreign(removal, dirfd(dir), entry->d_name, below);
		else if (!tree_knows(&removal->known, below))
			strv_add(&removal->foreign, below);
	}
}

static int by_path_backward(const void *a, const void *b)
{
	return strcmp(((const struct item *)b)->path, ((const struct item *)a)->path);
}

/* Never through a link: a path whose directory has become one is passed over. */
static void remove_item(struct removal *removal, int dir, const struct item *item)
{
	_cleanup_close_ int parent = dup(dir);
	const char *p = item->path, *slash;

	while (parent >= 0 && (slash = strchr(p, '/'))) {
		const char *part =
			arena_ndup(&removal->app->arena, p, (size_t)(slash - p));
		int next = openat(
			parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		close(parent);
		parent = next;
		p = slash + 1;
	}
	if (parent >= 0)
		unlinkat(parent, p, item->kind == 'd' ? AT_REMOVEDIR : 0);
}

/* Directories come behind what is in them, as the paths are sorted backward. */
static int remove_ours(struct removal *removal)
{
	struct listing *files = &removal->files;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int r;

	if (dir < 0)
		return out_error(&removal->app->out, -errno, "%s", removal->host);
	if (files->n)
		qsort(files->v, files->n, sizeof(*files->v), by_path_backward);
	for (size_t i = 0; i < files->n; i++)
		remove_item(removal, dir, &files->v[i]);
	r = tree_remove(dir, ".cudaenv");
	if (r < 0)
		return out_error(&removal->app->out, r, "%s", removal->host);
	out_say(&removal->app->out,
		"%s: %zu files that cudaenv did not put there are left", removal->host,
		removal->foreign.n);
	return 0;
}

/* --- doing it ---------------------------------------------------------------------- */

static void busy(void *user)
{
	struct removal *removal = user;

	out_say(&removal->app->out, "another cudaenv is at work on %s: waiting for it",
		removal->host);
}

static int remove_all(struct removal *removal)
{
	struct stage stage;
	int r = stage_lock(&stage, &removal->app->arena, removal->host, busy, removal);

	if (r == 0 && removal->foreign.n) {
		r = remove_ours(removal);
		stage_end(&stage);
		return r;
	}
	if (r == 0)
		r = stage_retire(&stage);
	stage_end(&stage);
	if (r < 0)
		return out_error(
			&removal->app->out, r, "cannot remove %s", removal->host);
	out_say(&removal->app->out, "%s removed", removal->host);
	return 0;
}

/* A global selection that named it would be told as missing at every prompt. */
static void mend_global(struct removal *removal, const struct selection *global)
{
	struct app *app = removal->app;
	struct str text = str_new(&app->arena);

	for (size_t i = 0; i < global->specs.n; i++)
		if (global->resolved[i].result != RESOLVED_TOOLKIT ||
			!streq(global->resolved[i].toolkit->path, removal->toolkit->path))
			str_addf(&text, "%s\n", global->specs.v[i]);
	if (text.len ? file_replace(global->file, text.s, text.len) < 0
		     : unlink(global->file) < 0)
		out_say(&app->out, "%s still names %s: it cannot be changed",
			global->file, removal->toolkit->name);
	else
		out_say(&app->out, "the global selection, which was %s, is %s now",
			removal->toolkit->name,
			text.len ? "what else it named" : "system");
}

int verb_uninstall(struct app *app, int argc, char **argv)
{
	struct removal removal = { .app = app, .foreign = strv_new(&app->arena) };
	bool force = false, dry_run = false, was_global;
	const struct opt opts[] = {
		{ 'f', "force", NULL, "also when it is selected", &force, NULL },
		{ 'n', "dry-run", NULL, "tell what would be removed", &dry_run, NULL },
		OPT_END,
	};
	struct selection global;
	int r = opt_parse(&app->out, &app->usage, opts, &argc, argv, 1, 1);

	if (r != OPT_GO)
		return r;
	removal.toolkit = app_toolkit(app, argv[1]);
	if (!removal.toolkit)
		return 1;
	if (removal.toolkit->link) {
		out_say(&app->out,
			"%s is a link to %s: `cudaenv link %s --unset' removes it",
			removal.toolkit->name, removal.toolkit->link,
			removal.toolkit->name);
		return 1;
	}
	removal.host = toolkit_file(removal.toolkit, "");
	r = read_record(&removal);
	if (!r)
		r = check_selected(&removal, force);
	if (r)
		return r;
	find_foreign(&removal, AT_FDCWD, removal.host, "");
	if (dry_run) {
		out_print(&app->out,
			"%s: %zu entries would be removed, %zu would be left\n",
			removal.host, removal.files.n, removal.foreign.n);
		return 0;
	}
	was_global = selected(&removal, &global, true);
	r = remove_all(&removal);
	if (r)
		return r;
	if (was_global)
		mend_global(&removal, &global);
	app_bump(app);
	return 0;
}
