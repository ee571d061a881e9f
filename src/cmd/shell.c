/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "scope.h"

#include <limits.h>

static enum status run_shell(struct session *session, int argc, char **argv)
{
	bool unset = false, force = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &unset, "take the selection of this shell back"),
		OPT_FLAG('f', "force", &force, "also a version that is not installed"),
		OPT_END,
	};
	const char *value = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	if (unset)
		return scope_unset_shell(session);
	if (argc == 2 && streq(argv[1], "-"))
		return scope_swap_shell(session);
	if (argc > 1)
		return scope_set_shell(session, argc - 1, argv + 1, force);
	if (!value) {
		out_warn(&session->out, "no shell-specific version configured");
		return 1;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, value));
	return 0;
}

const struct command cmd_shell = {
	.usage = {
		.name = "shell",
		.args = "[--force] [SPEC... | --unset | -]",
		.summary = "Set or show the toolkit of this shell",
	},
	.run = run_shell,
	.flags = CMD_SHELL,
};
