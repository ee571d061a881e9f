/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

static enum status run_root(struct session *session, int argc, char **argv)
{
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 0, &status))
		return status;
	if (!session->dirs.root) {
		out_warn(&session->out,
			"no data directory: neither CUDAENV_ROOT nor HOME is set");
		return STATUS_FAILED;
	}
	out_print(&session->out, "%s\n", out_name(&session->out, session->dirs.root));
	return STATUS_DONE;
}

const struct command cmd_root = {
	.usage = {
		.name = "root",
		.args = "",
		.summary = "Print the data directory of cudaenv",
		.about = "It contains the installed and registered toolkits, the aliases and this user's default.\n"
			"CUDAENV_ROOT names another one.",
		.examples = "cudaenv root   for example ~/.local/share/cudaenv",
	},
	.task = TASK_INSPECT,
	.run = run_root,
};
