/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

static enum status print(struct session *session)
{
	enum status status;

	if (scope_print_file(session, SCOPE_GLOBAL, &status))
		return status;
	out_print(&session->out, "system\n");
	return STATUS_DONE;
}

static enum status run_global(struct session *session, int argc, char **argv)
{
	return scope_command(session, argc, argv, &scope_global, print);
}

const struct command cmd_global = {
	.usage = {
		.name = "global",
		.args = "[--force] [SPEC... | --unset]",
		.summary = "Set or show this user's default toolkit",
		.about = "Scope: this user, in each directory without a project's selection.\n"
			ABOUT_SPEC "\n"
			"Without SPEC, the default is printed.",
		.examples = "cudaenv global 12.4      select 12.4 as the default\n"
			"cudaenv global --unset   remove it",
	},
	.task = TASK_SELECT,
	.run = run_global,
	.flags = CMD_SHELL,
};
