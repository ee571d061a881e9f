/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "program.h"
#include "core/json.h"

/* The nearest usable selection: the one that the hook leaves in effect. */
static struct selection selection_in_effect(struct session *session)
{
	struct selector selector =
		selector_new(&session->registry, &session->vars, session->cwd);
	struct selection selection = { 0 };

	while (selector_next(&selector, &selection)) {
		selection_resolve(&selection, &session->registry);
		if (selection_usable(&selection))
			break;
	}
	return selection;
}

static enum status run_which(struct session *session, int argc, char **argv)
{
	bool nosystem = false, skip_advice = false, as_json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "nosystem", &nosystem, "search only the selected toolkits"),
		OPT_FLAG(0, "skip-advice", &skip_advice,
			"do not list which toolkits have it"),
		OPT_FLAG(0, "json", &as_json, "print JSON (schema 1)"),
		OPT_END,
	};
	struct selection selection;
	struct program program;
	enum status status, missing;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 1, 1, &status))
		return status;
	selection = select_here(session);
	if (complain_file(session, &selection))
		return program_missing(session, &selection, argv[1]);
	program = program_find(session, &selection, argv[1], !nosystem);
	missing = program.toolkit ? 0 : complain_missing(session, &selection);
	if (missing) {
		selection = selection_in_effect(session);
		program = program_find(session, &selection, argv[1], !nosystem);
	}
	if (program.status)
		return program_complain(session, &program, argv[1],
			skip_advice || missing ? NULL : "use");
	if (as_json) {
		struct json json = json_new(&session->arena);

		json_open(&json, NULL, '{');
		json_int(&json, "schema", 1);
		json_string(&json, "program", argv[1]);
		json_string(&json, "path", program.path);
		json_string(
			&json, "version", program.toolkit ? program.toolkit->name : NULL);
		json_close(&json, '{');
		out_print(&session->out, "%s\n", json.text.s);
	} else {
		out_print(&session->out, "%s\n", out_name(&session->out, program.path));
	}
	return missing;
}

const struct command cmd_which = {
	.usage = {
		.name = "which",
		.args = "[--nosystem] [--skip-advice] [--json] PROGRAM",
		.summary = "Print the file that would run",
		.about = "Searches the selected toolkits, then PATH.",
		.examples = "cudaenv which nvcc   for example /usr/local/cuda-12.4/bin/nvcc",
	},
	.task = TASK_INSPECT,
	.run = run_which,
	.flags = CMD_REPLAY,
};
