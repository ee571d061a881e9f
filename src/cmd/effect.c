/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "effect.h"

/* True when `dir` is `cwd`, with or without slashes at its end. */
static bool same_directory(const char *cwd, const char *dir)
{
	const char *rest = skip_prefix(dir, cwd);

	return rest && !rest[strspn(rest, "/")];
}

void effect_before_project(struct session *session)
{
	const char *home = vars_get_nonempty(&session->vars, "HOME");
	const char *own, *other;

	if (!session->cwd)
		return;
	own = path_join(&session->arena, session->cwd, VERSION_FILE);
	if (home && same_directory(session->cwd, home))
		out_warn(&session->out,
			"note: this is your home directory: %s applies in all directories below it",
			own);
	if (access(own, F_OK) == 0)
		return;
	other = selection_project_file(&session->arena, session->cwd,
		vars_get_nonempty(&session->vars, "CUDAENV_CEILING_DIRECTORIES"));
	if (other && !streq(other, own)) /* not a link that resolves to this file */
		out_warn(&session->out, "note: this hides %s here", other);
}

/* Returns the nearest selection with these variables, which is resolved. */
static struct selection nearest(struct session *session, const struct vars *vars)
{
	struct selector selector = selector_new(&session->registry, vars, session->cwd);
	struct selection selection = { .scope = SCOPE_NONE };

	if (selector_next(&selector, &selection))
		selection_resolve(&selection, &session->registry);
	return selection;
}

/* Will the hook, which the shell function runs next, print that it changes to this
 * selection? */
static bool hook_reports(struct session *session, const struct selection *selection)
{
	const struct applied *active;
	const char *before, *after = NULL;
	struct state state;

	if (!session->shell || session->settings.quiet ||
		state_decode(&session->arena, vars_get(&session->vars, STATE_VARIABLE),
			&state) < 0)
		return false;
	active = state_find(&state, "CUDAENV_ACTIVE");
	before = active ? active->value : NULL;
	if (selection_first(selection))
		after = selection_names(selection, &session->arena);
	return before && after ? !streq(before, after) : before != after;
}

static const char *selection_text(
	struct session *session, const struct selection *selection)
{
	if (selection->scope == SCOPE_NONE)
		return "no toolkit is selected here";
	return command_set_by(
		session, selection_names(selection, &session->arena), selection->origin);
}

static void report_hook(struct session *session)
{
	if (!session->shell && !vars_get(&session->vars, STATE_VARIABLE))
		complain_no_shell(session);
}

/* `hidden`: a nearer selection than the new one applies. */
static void report_file(struct session *session, const struct selection *selection,
	bool hidden, const char *done)
{
	if (hidden)
		out_warn(&session->out, "%s, but %s still selects %s here", done,
			selection->origin, strv_join(&selection->specs, ":"));
	else if (!session->shell || !selection_usable(selection))
		out_warn_line(&session->out, done);
	else if (!hook_reports(session, selection))
		out_warn_line(&session->out, selection_text(session, selection));
}

void effect_of_file(struct session *session, enum scope scope, const char *file,
	const struct strv *specs)
{
	struct selection selection = nearest(session, &session->vars);
	const char *done = arena_printf(
		&session->arena, "%s is written to %s", strv_join(specs, ":"), file);
	bool hidden = selection.specs.n &&
		      (selection.scope < scope ||
			      (selection.file && !streq(selection.file, file)));

	report_file(session, &selection, hidden, done);
	report_hook(session);
}

void effect_of_project(
	struct session *session, const char *file, const struct strv *specs)
{
	const char *value = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");
	struct vars vars = vars_copy(&session->vars);
	struct selection selection;
	const char *note;

	if (!value || !session->shell) {
		effect_of_file(session, SCOPE_PROJECT, file, specs);
		return;
	}
	vars_set(&vars, "CUDAENV_VERSION", NULL, false);
	selection = nearest(session, &vars);
	note = arena_printf(
		&session->arena, "note: this shell's own selection %s is dropped", value);
	if (!hook_reports(session, &selection))
		note = arena_cat(
			&session->arena, note, "; ", selection_text(session, &selection));
	command_set_shell_version(session, NULL, note);
}

void effect_of_removal(struct session *session, const char *file, bool existed)
{
	struct selection selection = nearest(session, &session->vars);

	if (!existed || !hook_reports(session, &selection))
		out_warn(&session->out, "%s %s; %s", file,
			existed ? "is removed" : "does not exist: nothing is removed",
			selection_text(session, &selection));
}

const char *effect_of_shell(struct session *session, const char *value)
{
	struct vars vars = vars_copy(&session->vars);
	struct selection selection = nearest(session, &vars);

	if (!value && !vars_get_nonempty(&vars, "CUDAENV_VERSION"))
		return arena_cat(&session->arena,
			"this shell has no selection of its own; ",
			selection_text(session, &selection));
	vars_set(&vars, "CUDAENV_VERSION", value, true);
	selection = nearest(session, &vars);
	return hook_reports(session, &selection) ? NULL
						 : selection_text(session, &selection);
}

void effect_after_machine(struct session *session)
{
	struct selection selection = nearest(session, &session->vars);

	/* A selection of `system' does not hide the machine-wide toolkit. */
	if (selection.scope < SCOPE_NONE && selection_first(&selection))
		out_warn(&session->out, "note: %s still selects %s here",
			selection.origin, strv_join(&selection.specs, ":"));
}
