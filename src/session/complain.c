/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "complain.h"

#include "model/installable.h"

enum status complain_spec(struct session *session, const char *word)
{
	out_warn(&session->out,
		"invalid version `%s': 1 to 64 letters, digits and ._+-, as in 12.4",
		word);
	return STATUS_USAGE;
}

static void advise(struct session *session, const char *raw)
{
	struct toolkit *near = resolve_nearest(&session->registry, raw);
	const char *problem =
		installable_problem(&session->arena, session->dirs.data, raw);

	if (problem)
		out_hint(&session->out, "  %s", problem);
	else
		out_hint(&session->out, "  to install it:    %s install %s",
			session_command(session), raw);
	if (near)
		out_hint(&session->out, "  nearest one here: %s (%s)", near->name,
			near->path);
}

/* The wording of pyenv, which differs for a version that was given on a command line. */
static void report_missing(
	struct session *session, const struct resolution *to, const char *origin)
{
	if (origin)
		out_warn(&session->out, "version `%s' is not installed (set by %s)",
			to->raw, origin);
	else
		out_warn(&session->out, "version `%s' not installed", to->raw);
	if (!streq(to->spec, to->raw))
		out_hint(&session->out, "  it is an alias of %s", to->spec);
	advise(session, to->spec);
}

static void report_untrusted(
	struct session *session, const struct resolution *to, const char *origin)
{
	out_warn(&session->out, "version `%s' is not used%s: %s", to->raw,
		origin ? arena_printf(&session->arena, " (set by %s)", origin) : "",
		to->note);
	out_hint(&session->out,
		"  to trust it anyway: `trust = %s' in the section [paths] of cudaenv.conf",
		to->untrusted->path);
}

enum status complain_missing(struct session *session, const struct selection *selection)
{
	for (size_t i = 0; i < selection->specs.n; i++) {
		const struct resolution *to = &selection->resolved[i];

		if (to->result == RESOLVED_ALIAS_LOOP) {
			out_warn(&session->out, "alias `%s' leads back to itself",
				to->raw);
		} else if (to->result == RESOLVED_MISSING) {
			report_missing(session, to, selection->origin);
		} else if (to->result == RESOLVED_UNTRUSTED) {
			report_untrusted(session, to, selection->origin);
		} else if (to->note) {
			out_warn_line(&session->out, to->note);
		}
	}
	return selection->missing ? STATUS_FAILED : STATUS_DONE;
}

enum status complain_file(struct session *session, const struct selection *selection)
{
	if (selection->error)
		out_warn(&session->out, "version file `%s' %s: not read", selection->file,
			versionfile_problem(
				&session->arena, selection->error, VERSION_FILE_MAX));
	else if (selection->specs.n)
		return STATUS_DONE;
	return STATUS_FAILED;
}

enum status complain_no_root(struct session *session)
{
	out_warn(&session->out, "no user scope: neither CUDAENV_ROOT nor HOME is set");
	return STATUS_FAILED;
}

void complain_no_shell(struct session *session)
{
	out_warn(&session->out,
		"shell integration not enabled. Run `%s init' for instructions.",
		session_command(session));
}
