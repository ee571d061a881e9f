/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

static enum status run_version_origin(struct session *session, int argc, char **argv)
{
	struct selection selection;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 0, &status))
		return status;
	selection = select_here(session);
	out_print(&session->out, "%s\n",
		out_name(&session->out, selection.origin ? selection.origin : "nothing"));
	return STATUS_DONE;
}

const struct command cmd_version_origin = {
	.usage = {
		.name = "version-origin",
		.args = "",
		.summary = "Print who selected the toolkit",
		.about = "The origin is a file, or the variable CUDAENV_VERSION.",
		.examples = "cudaenv version-origin   for example /p/.cuda-version",
	},
	.task = TASK_INSPECT,
	.run = run_version_origin,
	.flags = CMD_REPLAY,
};
