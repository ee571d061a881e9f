/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "program.h"

static enum status run_whence(struct session *session, int argc, char **argv)
{
	bool as_path = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "path", &as_path,
			"print the files, not the names of the toolkits"),
		OPT_END,
	};
	struct strv owners;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 1, 1, &status))
		return status;
	owners = program_owners(session, argv[1], as_path);
	for (size_t i = 0; i < owners.n; i++)
		out_print(&session->out, "%s\n", out_name(&session->out, owners.v[i]));
	return owners.n ? STATUS_DONE : STATUS_FAILED;
}

const struct command cmd_whence = {
	.usage = {
		.name = "whence",
		.args = "[--path] PROGRAM",
		.summary = "List the toolkits that have a program",
		.examples = "cudaenv whence nsys   which toolkits have nsys",
	},
	.task = TASK_INSPECT,
	.run = run_whence,
	.flags = CMD_REPLAY,
};
