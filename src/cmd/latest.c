/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

static enum status run_latest(struct session *session, int argc, char **argv)
{
	struct toolkit *toolkit;
	struct spec spec = { 0 };
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 1, &status))
		return status;
	if (argc == 2) {
		if (!spec_valid(argv[1]))
			return complain_spec(session, argv[1]);
		spec = spec_parse(&session->arena, argv[1]);
	}
	/* As in pyenv, a complete name is its own latest version. */
	if (argc == 2 && !spec.numeric)
		toolkit = registry_named(&session->registry, argv[1]);
	else
		toolkit = resolve_newest(
			&session->registry, argc == 2 ? &spec.version : NULL);
	if (!toolkit) {
		out_warn(&session->out, "no installed versions match the prefix `%s'",
			argc == 2 ? argv[1] : "");
		return STATUS_FAILED;
	}
	out_print(&session->out, "%s\n", toolkit->name);
	return STATUS_DONE;
}

const struct command cmd_latest = {
	.usage = {
		.name = "latest",
		.args = "[PREFIX]",
		.summary = "Print the newest installed toolkit that matches",
		.about = "PREFIX is the beginning of a version: 12 or 12.4. Without it, the newest of all.",
		.examples = "cudaenv latest 12   for example 12.6",
	},
	.task = TASK_INSPECT,
	.run = run_latest,
	.flags = CMD_REPLAY,
};
