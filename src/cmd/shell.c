/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

static enum status print(struct session *session)
{
	const char *value = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");

	if (!value) {
		out_warn(&session->out, "no shell-specific version configured");
		return STATUS_FAILED;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, value));
	return STATUS_DONE;
}

static enum status run_shell(struct session *session, int argc, char **argv)
{
	if (argc == 2 && streq(argv[1], "-"))
		return scope_swap_shell(session);
	return scope_command(session, argc, argv, &scope_shell, print);
}

const struct command cmd_shell = {
	.usage = {
		.name = "shell",
		.args = "[--force] [SPEC... | --unset | -]",
		.summary = "Set or show the toolkit of this shell",
		.about = "Scope: this shell and the programs that it starts. It takes precedence over every file.\n"
			ABOUT_SPEC "\n"
			"Without SPEC, the selection of this shell is printed.",
		.examples = "cudaenv shell 11.8      use 11.8 until this shell ends\n"
			"cudaenv shell -         return to the previous selection\n"
			"cudaenv shell --unset   return to the project's",
	},
	.task = TASK_SELECT,
	.run = run_shell,
	.flags = CMD_SHELL,
};
