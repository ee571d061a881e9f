/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

static enum status run_version_name(struct session *session, int argc, char **argv)
{
	struct selection selection;
	struct strv names = strv_new(&session->arena);
	bool force = false;
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &force,
			"also print versions that are not installed"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, &status))
		return status;
	selection = select_here(session);
	status = complain_file(session, &selection);
	for (size_t i = 0; i < selection.specs.n; i++) {
		const struct resolution *to = &selection.resolved[i];

		if (force || to->result == RESOLVED_TOOLKIT ||
			to->result == RESOLVED_SYSTEM)
			strv_add(&names, resolution_name(to));
	}
	if (names.n)
		out_print(&session->out, "%s\n", strv_join(&names, ":"));
	return force ? status : status_of(status, complain_missing(session, &selection));
}

const struct command cmd_version_name = {
	.usage = {
		.name = "version-name",
		.args = "[--force]",
		.summary = "Print the name of the selected toolkit",
		.examples = "cudaenv version-name   for example 12.4",
	},
	.task = TASK_INSPECT,
	.run = run_version_name,
	.flags = CMD_REPLAY,
};
