/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

static enum status print(struct session *session)
{
	enum status status;

	if (scope_print_file(session, SCOPE_PROJECT, &status))
		return status;
	out_warn(&session->out, "no local version configured for this directory");
	return STATUS_FAILED;
}

static enum status run_local(struct session *session, int argc, char **argv)
{
	return scope_command(session, argc, argv, &scope_project, print);
}

const struct command cmd_local = {
	.usage = {
		.name = "local",
		.args = "[--force] [SPEC... | --unset]",
		.summary = "Set or show the toolkit of this directory",
		.about = "Scope: this directory and those below. Like `use', but replaces all lines of the file\n"
			".cuda-version, as in pyenv.\n"
			ABOUT_SPEC "\n"
			"Without SPEC, the specs of the nearest file are printed.",
		.examples = "cudaenv local 12.4      write .cuda-version\n"
			"cudaenv local --unset   remove the file",
	},
	.task = TASK_SELECT,
	.run = run_local,
	.flags = CMD_SHELL,
};
