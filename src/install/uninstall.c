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
	struct session *session;
	struct toolkit *toolkit;
	const char *host; /* the directory */
	bool force;
	struct owned owned;
	struct strv foreign; /* the paths of what is not cudaenv's */
};

/* --- what may go ------------------------------------------------------------------- */

static enum status read_record(struct removal *removal)
{
	struct session *session = removal->session;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct record record;
	int r = dir < 0 ? -errno
			: owned_read(&removal->owned, &session->arena, dir, &record);

	if (dir < 0 && r != -ENOTDIR && r != -ELOOP)
		return out_error(&session->out, r, "%s", removal->host);
	if (dir < 0 || r == -ENOENT) {
		out_warn(&session->out, "%s was not installed by cudaenv: left alone",
			removal->host);
		return STATUS_FAILED;
	}
	return r < 0 ? record_complain(session, &record, removal->host, r) : 0;
}

/* What is there now, and may it go? 0 or an exit code. */
static enum status examine(struct removal *removal)
{
	enum status status = read_record(removal);

	if (!status && !removal->force)
		status = in_use_refuse(removal->session, removal->toolkit);
	if (status)
		return status;
	removal->foreign = strv_new(&removal->session->arena);
	owned_find_foreign(&removal->owned, AT_FDCWD, removal->host, &removal->foreign);
	return STATUS_DONE;
}

/* The same, with what other toolkits there are by now: a prefix may mean this one. */
static enum status examine_anew(struct removal *removal)
{
	struct session *session = removal->session;

	session->registry = registry_new(
		&session->arena, &session->machine, &session->dirs, &session->settings);
	return examine(removal);
}

/* --- removing ---------------------------------------------------------------------- */

static void say_left(struct removal *removal)
{
	struct out *out = &removal->session->out;

	out_warn(out, "%s: %zu entries that cudaenv did not put there are left",
		removal->host, removal->foreign.n);
	for (size_t i = 0; i < removal->foreign.n && i < SHOWN_MAX; i++)
		out_hint(out, "  %s", removal->foreign.v[i]);
	if (removal->foreign.n > SHOWN_MAX)
		out_hint(out, "  ...");
}

/* Some of it is the user's: only what is cudaenv's goes. */
static enum status remove_owned(struct removal *removal)
{
	struct out *out = &removal->session->out;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *failed = "";
	int r = dir < 0 ? -errno : owned_remove(&removal->owned, dir, &failed);

	if (r < 0)
		return out_error(out, r, "cannot remove %s/%s", removal->host, failed);
	say_left(removal);
	return STATUS_DONE;
}

static enum status remove_all(struct removal *removal, struct stage *stage)
{
	int r;

	if (removal->foreign.n)
		return remove_owned(removal);
	r = stage_retire(stage);
	if (r < 0)
		return out_error(
			&removal->session->out, r, "cannot remove %s", removal->host);
	r = leftover_clear(removal->session, stage);
	if (r == 0 && access(removal->host, F_OK) < 0)
		out_warn(&removal->session->out, "%s removed", removal->host);
	return r;
}

static void busy(void *user)
{
	struct removal *removal = user;

	out_warn(&removal->session->out,
		"another cudaenv is at work on %s: waiting for it", removal->host);
}

static enum status remove_locked(struct removal *removal)
{
	struct session *session = removal->session;
	struct in_use selected = { 0 };
	struct stage stage;
	int r = stage_lock(&stage, &session->arena, removal->host, busy, removal);

	if (r < 0)
		r = out_error(&session->out, r, "cannot remove %s", removal->host);
	else
		r = leftover_clear(session, &stage);
	if (!r)
		r = examine_anew(removal);
	if (!r) {
		selected = in_use_find(session, removal->toolkit);
		r = remove_all(removal, &stage);
	}
	stage_end(&stage);
	if (!r) {
		in_use_repair(session, &selected);
		session_bump_generation(session);
	}
	return r;
}

enum status subcommand_uninstall(struct session *session, int argc, char **argv)
{
	struct removal removal = { .session = session };
	bool dry_run = false;
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &removal.force, "also when it is selected"),
		OPT_FLAG('n', "dry-run", &dry_run, "tell what would be removed"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 1, 1, &status))
		return status;
	if (!select_toolkit(session, argv[1], &removal.toolkit, &status))
		return status;
	if (removal.toolkit->link) {
		out_warn(&session->out,
			"%s is a link to %s: `cudaenv link %s --unset' removes it",
			removal.toolkit->name, removal.toolkit->link,
			removal.toolkit->name);
		return 1;
	}
	removal.host = toolkit_file(removal.toolkit, "");
	status = examine(&removal);
	if (status || !dry_run)
		return status ? status : remove_locked(&removal);
	out_print(&session->out, "%s: %zu entries would be removed, %zu would be left\n",
		removal.host, removal.owned.files.n, removal.foreign.n);
	return 0;
}
