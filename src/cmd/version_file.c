/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

static enum status run_version_file(struct session *session, int argc, char **argv)
{
	struct selector selector;
	struct selection selection;
	const char *file;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 1, &status))
		return status;
	if (argc == 2) {
		const char *dir = argv[1];

		if (*dir != '/' && session->cwd)
			dir = path_join(&session->arena, session->cwd, dir);
		file = selection_project_file(&session->arena, dir,
			vars_get_nonempty(&session->vars, "CUDAENV_CEILING_DIRECTORIES"));
		if (!file)
			return STATUS_FAILED;
		out_print(&session->out, "%s\n", out_name(&session->out, file));
		return STATUS_DONE;
	}
	selector = selector_new(&session->registry, &session->vars, session->cwd);
	do {
		if (!selector_next(&selector, &selection))
			return STATUS_FAILED;
	} while (selection.scope == SCOPE_SHELL);
	if (!selection.file)
		return STATUS_FAILED;
	out_print(&session->out, "%s\n", out_name(&session->out, selection.file));
	return STATUS_DONE;
}

const struct command cmd_version_file = {
	.usage = {
		.name = "version-file",
		.args = "[DIRECTORY]",
		.summary = "Print the file that selects the toolkit",
		.about = "Without DIRECTORY, the file that selects the toolkit here.",
		.examples = "cudaenv version-file   for example /p/.cuda-version",
	},
	.task = TASK_INSPECT,
	.run = run_version_file,
};
