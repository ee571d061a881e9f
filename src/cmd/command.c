/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

#include <errno.h>

const char *command_set_by(struct session *session, const char *name, const char *origin)
{
	return origin ? arena_cat(&session->arena, name, " (set by ", origin, ")") : name;
}

int command_switch_vars(struct session *session, struct vars *vars,
	const struct selection *selection, struct state *state)
{
	int r = state_decode(&session->arena, vars_get(vars, STATE_VARIABLE), state);
	struct desired_env wants;
	const char *text;

	if (r < 0)
		return r;
	environ_restore(vars, state);
	wants = desired_env_of(&session->arena, selection, &session->settings, vars);
	environ_apply(vars, &wants, state);
	text = state_encode(&session->arena, state);
	vars_set(vars, STATE_VARIABLE, text, true);
	return text && strlen(text) > STATE_MAX ? -E2BIG : 0;
}

struct drivers command_drivers(struct session *session, const struct selection *selection)
{
	struct vars *vars = arena_new(&session->arena, struct vars);
	struct state state;

	*vars = vars_copy(&session->vars);
	if (command_switch_vars(session, vars, selection, &state) < 0)
		*vars = vars_copy(&session->vars);
	return (struct drivers){ &session->arena, &session->machine, &session->dirs,
		vars };
}

enum status command_check_name(struct session *session, const char *name)
{
	if (!spec_valid(name))
		return complain_spec(session, name);
	if (spec_reserved(name)) {
		out_warn(&session->out, "`%s' is a word of cudaenv's own", name);
		return STATUS_USAGE;
	}
	return session->dirs.root ? STATUS_DONE : complain_no_root(session);
}

enum status command_remove_file(struct session *session, const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR)
		return out_error(&session->out, -errno, "cannot remove %s", path);
	return STATUS_DONE;
}

enum status command_edit_shell(
	struct session *session, const char *name, const char *value)
{
	if (!session->shell) {
		complain_no_shell(session);
		return STATUS_FAILED;
	}
	session->shell->edit(&session->code, &(struct edit){ name, value, true });
	return STATUS_DONE;
}

enum status command_set_shell_version(
	struct session *session, const char *value, const char *note)
{
	const char *old = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");
	struct str before = session->code, code;
	enum status status;

	session->code = str_new(&session->arena);
	status = command_edit_shell(session, "CUDAENV_VERSION", value);
	if (status == STATUS_DONE)
		status = command_edit_shell(
			session, "CUDAENV_VERSION_OLD", old ? old : "");
	code = session->code;
	session->code = before;
	if (status)
		return status;
	if (session->shell->attempt) {
		session->shell->attempt(&session->code, "CUDAENV_VERSION", code.s,
			note ? out_format_warning(&session->out, note) : "");
		return STATUS_DONE;
	}
	str_add(&session->code, code.s);
	if (note)
		out_warn_line(&session->out, note);
	return STATUS_DONE;
}

void command_emit_edits(struct session *session, const struct shell *shell,
	struct str *code, const struct edits *edits)
{
	for (size_t i = 0; i < edits->n; i++) {
		const struct edit *edit = &edits->v[i];

		if (edit->value && shell->can_hold && !shell->can_hold(edit->value))
			out_warn(&session->out, "%s cannot hold the value of %s: skipped",
				shell->name, edit->name);
		else
			shell->edit(code, edit);
	}
}
