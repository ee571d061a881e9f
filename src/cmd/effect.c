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

/* Reports a selection nearer than `scope` that hides the new one in this directory. */
static void report_nearer(struct session *session, enum scope scope)
{
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	struct selection selection;

	if (!selector_next(&selector, &selection) || selection.scope >= scope ||
		!selection.specs.n)
		return;
	selection_resolve(&selection, &session->registry);
	/* A selection of `system' does not hide the machine-wide toolkit. */
	if (scope != SCOPE_NONE || selection_first(&selection))
		out_warn(&session->out, "note: %s still selects %s here",
			selection.origin, strv_join(&selection.specs, ":"));
}

static void report_hook(struct session *session)
{
	if (!session->shell && !vars_get(&session->vars, STATE_VARIABLE))
		complain_no_shell(session);
}

void effect_after_project(struct session *session)
{
	const char *value = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");

	if (value && session->shell) {
		command_set_shell_version(session, NULL,
			arena_printf(&session->arena,
				"note: this shell's own selection %s is dropped", value));
	} else {
		report_nearer(session, SCOPE_PROJECT);
	}
	report_hook(session);
}

void effect_after_global(struct session *session)
{
	report_nearer(session, SCOPE_GLOBAL);
	report_hook(session);
}

void effect_after_machine(struct session *session)
{
	report_nearer(session, SCOPE_NONE);
}
