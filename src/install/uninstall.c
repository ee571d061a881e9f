/* SPDX-License-Identifier: MIT
 * Removing a toolkit: it is moved out of sight in one step, then deleted. If it contains
 * files of the user's, only cudaenv's are removed. All decisions are made while the lock is
 * held; the checks before that only save the wait.
 */
#include "config.h"

#include "confirm.h"
#include "in_use.h"
#include "leftover.h"
#include "owned.h"
#include "plan.h"
#include "stage.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>

#define SHOWN_MAX 5 /* paths that are printed */

struct removal {
	struct session *session;
	struct toolkit *toolkit;
	const char *host; /* the directory */
	bool force, yes;
	struct owned owned;
	struct strv foreign; /* paths of the user's files */
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

/* Determines what would be removed, and whether it may be. */
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

/* The same with the present toolkits: a prefix may resolve to this one by now. */
static enum status examine_again(struct removal *removal)
{
	struct session *session = removal->session;

	session->registry = registry_new(
		&session->arena, &session->machine, &session->dirs, &session->settings);
	return examine(removal);
}

/* A prefix may choose a toolkit to use, but not one to remove, if several match it. */
static enum status refuse_several(struct removal *removal, const char *word)
{
	struct session *session = removal->session;
	const char *prefix = plan_prefix(session, word);
	struct strv names = strv_new(&session->arena);
	struct toolkit **all;
	size_t n;

	if (!prefix || streq(prefix, removal->toolkit->name))
		return STATUS_DONE;
	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->shadowed && strchr("0123456789", *all[i]->name) &&
			release_matches(all[i]->name, prefix))
			strv_add(&names, all[i]->name);
	if (names.n < 2)
		return STATUS_DONE;
	out_warn(&session->out, "`%s' matches several toolkits: %s", word,
		strv_join(&names, ", "));
	out_hint(&session->out, "  to remove one: %s uninstall %s",
		session_command(session), removal->toolkit->name);
	return STATUS_FAILED;
}

/* --- removing ---------------------------------------------------------------------- */

static void print_left(struct removal *removal)
{
	struct out *out = &removal->session->out;

	out_warn(out, "%s: %zu entries that cudaenv did not install are left",
		removal->host, removal->foreign.n);
	for (size_t i = 0; i < removal->foreign.n && i < SHOWN_MAX; i++)
		out_hint(out, "  %s", removal->foreign.v[i]);
	if (removal->foreign.n > SHOWN_MAX)
		out_hint(out, "  ...");
}

/* Part of it is the user's: removes only what cudaenv installed. */
static enum status remove_owned(struct removal *removal)
{
	struct out *out = &removal->session->out;
	_cleanup_close_ int dir =
		open(removal->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *failed = "";
	int r = dir < 0 ? -errno : owned_remove(&removal->owned, dir, &failed);

	if (r < 0)
		return out_error(out, r, "cannot remove %s/%s", removal->host, failed);
	print_left(removal);
	return STATUS_DONE;
}

static enum status remove_all(struct removal *removal, struct stage *stage)
{
	enum status status;
	int r;

	if (removal->foreign.n)
		return remove_owned(removal);
	r = stage_retire(stage);
	if (r < 0)
		return out_error(
			&removal->session->out, r, "cannot remove %s", removal->host);
	status = leftover_clear(removal->session, stage);
	if (!status && access(removal->host, F_OK) < 0)
		out_warn(&removal->session->out, "%s removed", removal->host);
	return status;
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
	struct in_use in_use = { 0 };
	struct stage stage;
	enum status status;
	int r = stage_lock(&stage, &session->arena, removal->host, busy, removal);

	status = r < 0 ? out_error(&session->out, r, "cannot remove %s", removal->host)
		       : leftover_clear(session, &stage);
	if (!status)
		status = examine_again(removal);
	if (!status) {
		in_use = in_use_find(session, removal->toolkit);
		status = remove_all(removal, &stage);
	}
	stage_end(&stage);
	if (!status) {
		in_use_repair(session, &in_use);
		session_bump_generation(session);
	}
	return status;
}

/* Asks on a terminal, as pyenv does. */
static bool agreed(struct removal *removal)
{
	struct session *session = removal->session;

	if (removal->force || removal->yes || !confirm_possible() ||
		confirm(&session->out, arena_printf(&session->arena,
					       "cudaenv: remove %s?", removal->host)))
		return true;
	out_warn(&session->out, "not removed");
	return false;
}

static enum status prepare(struct removal *removal, const char *word)
{
	struct session *session = removal->session;
	enum status status;

	if (!select_toolkit(session, word, &removal->toolkit, &status))
		return status;
	if (removal->toolkit->link) {
		out_warn(&session->out,
			"%s is a link to %s: `%s link %s --unset' removes it",
			removal->toolkit->name, removal->toolkit->link,
			session_command(session), removal->toolkit->name);
		return STATUS_FAILED;
	}
	removal->host = toolkit_file(removal->toolkit, "");
	status = refuse_several(removal, word);
	return status ? status : examine(removal);
}

enum status subcommand_uninstall(struct session *session, int argc, char **argv)
{
	struct removal removal = { .session = session };
	bool dry_run = false;
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &removal.force,
			"even if it is selected; do not ask"),
		OPT_FLAG('y', "yes", &removal.yes, "do not ask"),
		OPT_FLAG('n', "dry-run", &dry_run, "report what would be removed"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 1, 1, &status))
		return status;
	status = prepare(&removal, argv[1]);
	if (status)
		return status;
	if (!dry_run)
		return agreed(&removal) ? remove_locked(&removal) : STATUS_FAILED;
	out_print(&session->out, "%s: %zu entries would be removed, %zu would be left\n",
		removal.host, removal.owned.files.n, removal.foreign.n);
	return STATUS_DONE;
}
