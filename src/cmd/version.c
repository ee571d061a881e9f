/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "core/json.h"

static enum status print_json(struct session *session, const struct selection *selection)
{
	static const char *const scopes[] = { "shell", "project", "global", "none" };
	struct json json = json_new(&session->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "scope", scopes[selection->scope]);
	json_string(&json, "origin", selection->origin);
	json_open(&json, "versions", '[');
	for (size_t i = 0; i < selection->specs.n; i++) {
		const struct resolution *to = &selection->resolved[i];

		json_open(&json, NULL, '{');
		json_string(&json, "spec", to->raw);
		json_string(&json, "name", resolution_name(to));
		json_bool(&json, "installed",
			to->result == RESOLVED_TOOLKIT || to->result == RESOLVED_SYSTEM);
		json_string(&json, "path",
			to->result == RESOLVED_TOOLKIT ? to->toolkit->path : NULL);
		json_close(&json, '{');
	}
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&session->out, "%s\n", json.text.s);
	return STATUS_DONE;
}

static enum status run_version(struct session *session, int argc, char **argv)
{
	bool bare = false, as_json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "bare", &bare, "print only the names"),
		OPT_FLAG(0, "json", &as_json, "print JSON (schema 1)"),
		OPT_END,
	};
	struct selection selection;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, &status))
		return status;
	selection = select_here(session);
	status = complain_file(session, &selection);
	if (as_json)
		print_json(session, &selection);
	for (size_t i = 0; i < selection.specs.n && !as_json; i++) {
		const struct resolution *to = &selection.resolved[i];

		if (to->result != RESOLVED_TOOLKIT && to->result != RESOLVED_SYSTEM)
			continue;
		out_print(&session->out, "%s\n",
			out_name(&session->out,
				bare ? resolution_name(to)
				     : command_set_by(session, resolution_name(to),
					       selection.origin)));
	}
	return status_of(status, complain_missing(session, &selection));
}

const struct command cmd_version = {
	.usage = {
		.name = "version",
		.args = "[--bare] [--json]",
		.summary = "Show the selected toolkit and who selected it",
		.about = "Prints the name and the origin: the file or the variable that selects it.",
		.examples = "cudaenv version   for example 12.4 (set by /p/.cuda-version)",
	},
	.task = TASK_INSPECT,
	.run = run_version,
	.flags = CMD_REPLAY,
};
