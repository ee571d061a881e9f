/* SPDX-License-Identifier: MIT
 * version, version-name, version-origin, version-file: what applies here, as pyenv has
 * it.
 */
#include "config.h"

#include "command.h"
#include "core/json.h"

#include <limits.h>

static int json_answer(struct session *session, const struct selection *selection)
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
	return 0;
}

static enum status run_version(struct session *session, int argc, char **argv)
{
	bool bare = false, as_json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "bare", &bare, "print the names alone"),
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
		json_answer(session, &selection);
	for (size_t i = 0; i < selection.specs.n && !as_json; i++) {
		const struct resolution *to = &selection.resolved[i];

		if (to->result != RESOLVED_TOOLKIT && to->result != RESOLVED_SYSTEM)
			continue;
		out_print(&session->out, "%s\n",
			out_name(
				&session->out, bare ? resolution_name(to)
						    : set_by(session, resolution_name(to),
							      selection.origin)));
	}
	return status_of(status, complain_missing(session, &selection));
}

const struct command cmd_version = {
	.usage = {
		.name = "version",
		.args = "[--bare] [--json]",
		.summary = "Show the selected toolkit and who selected it",
	},
	.run = run_version,
	.flags = CMD_REPLAY,
};

static enum status run_version_name(struct session *session, int argc, char **argv)
{
	struct selection selection;
	struct strv names = strv_new(&session->arena);
	bool force = false;
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &force, "print also what is not installed"),
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
	},
	.run = run_version_name,
	.flags = CMD_REPLAY,
};

static enum status run_version_origin(struct session *session, int argc, char **argv)
{
	struct selection selection;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 0, &status))
		return status;
	selection = select_here(session);
	out_print(&session->out, "%s\n",
		out_name(&session->out, selection.origin ? selection.origin : "nothing"));
	return 0;
}

const struct command cmd_version_origin = {
	.usage = {
		.name = "version-origin",
		.args = "",
		.summary = "Print who selected the toolkit",
	},
	.run = run_version_origin,
	.flags = CMD_REPLAY,
};

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
			return 1;
		out_print(&session->out, "%s\n", out_name(&session->out, file));
		return 0;
	}
	selector = selector_new(&session->registry, &session->vars, session->cwd);
	do {
		if (!selector_next(&selector, &selection))
			return 1;
	} while (selection.scope == SCOPE_SHELL);
	if (!selection.file)
		return 1;
	out_print(&session->out, "%s\n", out_name(&session->out, selection.file));
	return 0;
}

const struct command cmd_version_file = {
	.usage = {
		.name = "version-file",
		.args = "[DIRECTORY]",
		.summary = "Print the file that selects the toolkit",
	},
	.run = run_version_file,
};
