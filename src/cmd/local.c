/* SPDX-License-Identifier: MIT
 * local, global: pyenv's names for the project's and the user's selection.
 */
#include "config.h"

#include "command.h"
#include "scope.h"

#include <limits.h>

struct options {
	bool unset, force;
};

static bool parse(struct session *session, int *argc, char **argv,
	struct options *options, enum status *status)
{
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &options->unset, "take the selection back"),
		OPT_FLAG('f', "force", &options->force,
			"also a version that is not installed"),
		OPT_END,
	};

	if (!opt_parse(
		    &session->out, &session->usage, opts, argc, argv, 0, INT_MAX, status))
		return false;
	if (!options->unset || *argc == 1)
		return true;
	*status = opt_wrong(&session->out, &session->usage, "`--unset' takes no version");
	return false;
}

static int print_file(struct session *session, struct selection *selection)
{
	for (size_t i = 0; i < selection->notes.n; i++)
		out_warn_line(&session->out, selection->notes.v[i]);
	if (complain_file(session, selection))
		return 1;
	for (size_t i = 0; i < selection->specs.n; i++)
		out_print(&session->out, "%s\n", selection->specs.v[i]);
	return 0;
}

/* The nearest selection of one scope, asked without the shell's variables. */
static bool find_scope(
	struct session *session, enum scope scope, struct selection *selection)
{
	struct vars vars = vars_copy(&session->vars);
	struct selector selector = selector_new(&session->registry, &vars, session->cwd);

	vars_set(&vars, "CUDAENV_DIR", NULL, false);
	while (selector_next(&selector, selection))
		if (selection->scope == scope)
			return true;
	return false;
}

static enum status run_local(struct session *session, int argc, char **argv)
{
	struct options options = { 0 };
	struct selection selection;
	enum status status;

	if (!parse(session, &argc, argv, &options, &status))
		return status;
	if (options.unset)
		return scope_unset_project(session);
	if (argc > 1)
		return scope_set_project(
			session, argc - 1, argv + 1, REPLACE_ALL, options.force);
	if (find_scope(session, SCOPE_PROJECT, &selection))
		return print_file(session, &selection);
	out_warn(&session->out, "no local version configured for this directory");
	return 1;
}

const struct command cmd_local = {
	.usage = {
		.name = "local",
		.args = "[--force] [SPEC... | --unset]",
		.summary = "Set or show the toolkit of this directory",
	},
	.run = run_local,
};

static enum status run_global(struct session *session, int argc, char **argv)
{
	struct options options = { 0 };
	struct selection selection;
	enum status status;

	if (!parse(session, &argc, argv, &options, &status))
		return status;
	if (options.unset)
		return scope_unset_global(session);
	if (argc > 1)
		return scope_set_global(session, argc - 1, argv + 1, options.force);
	if (find_scope(session, SCOPE_GLOBAL, &selection))
		return print_file(session, &selection);
	out_print(&session->out, "system\n");
	return 0;
}

const struct command cmd_global = {
	.usage = {
		.name = "global",
		.args = "[--force] [SPEC... | --unset]",
		.summary = "Set or show this user's default toolkit",
	},
	.run = run_global,
};
