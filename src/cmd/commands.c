/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "model/export_vars.h"
#include "words.h"

#include <stdlib.h>

/* Those of other programs: cudaenv-NAME on PATH. */
static void add_plugins(struct session *session, struct strv *names)
{
	const char *path = vars_get(&session->vars, "PATH");
	const struct machine here = machine_running(&session->arena);
	struct strv dirs = strv_split(&session->arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		struct strv files = *dirs.v[i] == '/' ? machine_list(&here, dirs.v[i])
						      : strv_new(&session->arena);

		for (size_t j = 0; j < files.n; j++) {
			const char *name = skip_prefix(files.v[j], "cudaenv-");

			if (name && *name && !strv_has(names, name) &&
				!command_find(name) &&
				access(path_join(&session->arena, dirs.v[i], files.v[j]),
					X_OK) == 0)
				strv_add(names, name);
		}
	}
}

/* The variables that cudaenv exports, in order. */
static enum status print_variables(struct session *session)
{
	const char *name;

	for (size_t i = 0; (name = export_vars_name(i)); i++)
		out_print(&session->out, "%s\n", name);
	return STATUS_DONE;
}

/* "SECTION KEY": the keys of cudaenv.conf. */
static enum status print_settings(struct session *session)
{
	const char *name, *section;

	for (size_t i = 0; (name = settings_name(i, &section)); i++)
		out_print(&session->out, "%s %s\n", section, name);
	return STATUS_DONE;
}

/* "COMMAND PROGRAM": the commands of the helper programs. */
static enum status print_programs(struct session *session)
{
	for (const struct command *const *c = commands; *c; c++)
		if ((*c)->program)
			out_print(&session->out, "%s %s\n", (*c)->usage.name,
				(*c)->program);
	return STATUS_DONE;
}

/* For completions. Prints, for a kind, its words, one on each line; for the number of an
 * operand its kind. */
static enum status print_words(
	struct session *session, const char *name, const char *what)
{
	const struct command *command = command_find(name);
	unsigned long n = strtoul(what, NULL, 10);
	struct strv words;
	const char *kind;

	if (command && n) {
		kind = words_operand(&session->arena, &command->usage, n);
		if (kind)
			out_print(&session->out, "%s\n", kind);
		return STATUS_DONE;
	}
	words = words_for(session, name, what);
	for (size_t i = 0; i < words.n; i++)
		out_print(&session->out, "%s\n", out_name(&session->out, words.v[i]));
	return STATUS_DONE;
}

static enum status run_commands(struct session *session, int argc, char **argv)
{
	bool sh = false, no_sh = false, variables = false, settings = false,
	     programs = false;
	const char *words_of = NULL;
	const struct opt opts[] = {
		OPT_FLAG(0, "sh", &sh, "only those that change the calling shell"),
		OPT_FLAG(0, "no-sh", &no_sh, "only those that do not"),
		/* For the hooks and the tests: the one list of each of these. */
		OPT_FLAG(0, "variables", &variables, NULL),
		OPT_FLAG(0, "settings", &settings, NULL),
		OPT_FLAG(0, "programs", &programs, NULL),
		OPT_VALUE(0, "words", "COMMAND", &words_of, NULL),
		OPT_END,
	};
	struct strv names = strv_new(&session->arena);
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	if (words_of)
		return print_words(session, words_of, argc > 1 ? argv[1] : "");
	if (argc > 1)
		return opt_wrong(&session->out, &session->usage,
			"too many arguments: `%s'", argv[1]);
	if (variables)
		return print_variables(session);
	if (settings)
		return print_settings(session);
	if (programs)
		return print_programs(session);
	for (const struct command *const *c = commands; *c; c++) {
		bool shell = (*c)->flags & CMD_SHELL;

		if (!((*c)->flags & CMD_HIDDEN) && (!sh || shell) && (!no_sh || !shell))
			strv_add(&names, (*c)->usage.name);
	}
	if (!sh)
		add_plugins(session, &names);
	for (size_t i = 0; i < names.n; i++)
		out_print(&session->out, "%s\n", out_name(&session->out, names.v[i]));
	return STATUS_DONE;
}

const struct command cmd_commands = {
	.usage = {
		.name = "commands",
		.args = "[--sh | --no-sh]",
		.summary = "List the commands",
		.about = "Programs called cudaenv-NAME in PATH are commands, too.",
		.examples = "cudaenv commands   one name on each line",
	},
	.task = TASK_SETUP,
	.run = run_commands,
};
