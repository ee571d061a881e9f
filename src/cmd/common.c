/* SPDX-License-Identifier: MIT
 * What several commands do: find the selection, complain about it, switch variables.
 */
#include "config.h"

#include "command.h"

#include <errno.h>

static void advise(struct session *session, const char *raw)
{
	struct toolkit *near = resolve_nearest(&session->registry, raw);

	out_hint(&session->out, "  to install it:    cudaenv install %s", raw);
	if (near)
		out_hint(&session->out, "  nearest one here: %s (%s)", near->name,
			near->path);
}

int check_specs(struct session *session, int n, char **specs, bool force)
{
	int missing = 0;

	for (int i = 0; i < n; i++) {
		struct resolution to;

		if (!spec_valid(specs[i]))
			return complain_spec(session, specs[i]);
		to = resolve(&session->registry, specs[i]);
		if (to.note && !force)
			out_warn_line(&session->out, to.note);
		if (to.result == RESOLVED_TOOLKIT || to.result == RESOLVED_SYSTEM ||
			force)
			continue;
		if (to.result == RESOLVED_ALIAS_LOOP)
			out_warn(&session->out, "alias `%s' leads back to itself",
				specs[i]);
		else
			out_warn(&session->out, "version `%s' not installed", specs[i]);
		advise(session, specs[i]);
		missing++;
	}
	return missing ? 1 : 0;
}

const char *set_by(struct session *session, const char *name, const char *origin)
{
	return origin ? arena_cat(&session->arena, name, " (set by ", origin, ")") : name;
}

int switch_vars(struct session *session, struct vars *vars,
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

struct drivers drivers_under(struct session *session, const struct selection *selection)
{
	struct vars *vars = arena_new(&session->arena, struct vars);
	struct state state;

	*vars = vars_copy(&session->vars);
	if (switch_vars(session, vars, selection, &state) < 0)
		*vars = vars_copy(&session->vars);
	return (struct drivers){ &session->arena, &session->machine, &session->dirs,
		vars };
}

int remove_file(struct session *session, const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR)
		return out_error(&session->out, -errno, "cannot remove %s", path);
	return 0;
}

int edit_shell(struct session *session, const char *name, const char *value)
{
	if (!session->shell) {
		out_warn(&session->out,
			"shell integration not enabled. Run `cudaenv init' for instructions.");
		return 1;
	}
	session->shell->edit(&session->code, &(struct edit){ name, value, true });
	return 0;
}

void emit_edits(struct session *session, const struct shell *shell, struct str *code,
	const struct edits *edits)
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
