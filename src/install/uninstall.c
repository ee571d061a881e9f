/* SPDX-License-Identifier: MIT
 * Removing a toolkit: out of sight at once, then deleted. Where somebody has put files of
 * their own into it, only cudaenv's are removed. What is decided is decided while the
 * lock is applied; what is asked before that only spares the wait.
 */
#include "config.h"

#include "in_use.h"
#include "leftover.h"
#include "owned.h"
#include "stage.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>

#define SHOWN_MAX 5 /* of what is left, by name */

struct removal {
	struct session *app;
	struct toolkit *toolkit;
	const char *host; /* the directory */
	bool force;
	struct owned owned;
	struct strv foreign; /* the paths of what is not cudaenv's */
};

/* --- what may go ------------------------------------------------------------------- */

static int read_record(struct removal *removal)
{
	struct session *app = removal->app;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct record record;
	int r = dir < 0 ? -errno : owned_read(&removal->owned, &app->arena, dir, &record);

	if (dir < 0 && r != -ENOTDIR && r != -ELOOP)
		return out_error(&app->out, r, "%s", removal->host);
	if (dir < 0 || r == -ENOENT) {
		out_warn(&app->out, "%s was not installed by cudaenv: left alone",
			removal->host);
		return 1;
	}
	return r < 0 ? record_complain(app, &record, removal->host, r) : 0;
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
	owned_find_foreign(&removal->owned, AT_FDCWD, removal->host, &removal->foreign);
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

/* Some of it is the user's: only what is cudaenv's goes. */
static int remove_owned(struct removal *removal)
{
	struct out *out = &removal->app->out;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *failed = "";
	int r = dir < 0 ? -errno : owned_remove(&removal->owned, dir, &failed);

	if (r < 0)
		return out_error(out, r, "cannot remove %s/%s", removal->host, failed);
	say_left(removal);
	return 0;
}

static int remove_all(struct removal *removal, struct stage *stage)
{
	int r;

	if (removal->foreign.n)
		return remove_owned(removal);
	r = stage_retire(stage);
	if (r < 0)
		return out_error(
			&removal->app->out, r, "cannot remove %s", removal->host);
	r = leftover_clear(removal->app, stage);
	if (r == 0 && access(removal->host, F_OK) < 0)
		out_warn(&removal->app->out, "%s removed", removal->host);
	return r;
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
		r = leftover_clear(app, &stage);
	if (!r)
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
		removal.host, removal.owned.files.n, removal.foreign.n);
	return 0;
}
