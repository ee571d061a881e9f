/* SPDX-License-Identifier: MIT
 * help, commands, completions: what cudaenv says of itself.
 */
#include "config.h"

#include "command.h"
#include "model/export_vars.h"

#include <fcntl.h>

static int overview(struct session *session)
{
	out_print(&session->out,
		"cudaenv %s\nUsage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]\n\n",
		PACKAGE_VERSION);
	out_print(&session->out,
		"Keeps CUDA toolkits side by side and selects one.\n\nCommands:\n");
	for (const struct command *const *c = commands; *c; c++)
		if (!((*c)->flags & CMD_HIDDEN))
			out_print(&session->out, "  %-15s %s\n", (*c)->usage.name,
				(*c)->usage.summary);
	out_print(&session->out,
		"\n`cudaenv help COMMAND' tells more, cudaenv(1) tells all.\n");
	return 0;
}

static enum status run_help(struct session *session, int argc, char **argv)
{
	const struct command *command;
	char *help[] = { NULL, (char[]){ "--help" }, NULL };
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, 1, &status))
		return status;
	if (argc == 1)
		return overview(session);
	command = command_find(argv[1]);
	if (!command) {
		out_warn(&session->out, "no such command `%s'", argv[1]);
		return 1;
	}
	/* The options of a command are in its own function, which prints its help. */
	help[0] = argv[1];
	session->usage = command->usage;
	if (command->program)
		return libexec_run(session, command, 2, help);
	if (command->flags & CMD_HIDDEN) {
		opt_help(&session->out, &session->usage, NULL);
		return STATUS_DONE;
	}
	return command->run(session, 2, help);
}

const struct command cmd_help = {
	.usage = {
		.name = "help",
		.args = "[COMMAND]",
		.summary = "Show help for a command",
	},
	.run = run_help,
};

/* Those of other programs: cudaenv-NAME on PATH. */
static void add_plugins(struct session *session, struct strv *names)
{
	const char *path = vars_get(&session->vars, "PATH");
	const struct machine here = { .root = "", .arena = &session->arena };
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

static enum status run_commands(struct session *session, int argc, char **argv)
{
	bool sh = false, no_sh = false, variables = false, settings = false,
	     programs = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "sh", &sh, "only those that change the calling shell"),
		OPT_FLAG(0, "no-sh", &no_sh, "only those that do not"),
		/* For the hooks and the tests: the one list of each of these. */
		OPT_FLAG(0, "variables", &variables, NULL),
		OPT_FLAG(0, "settings", &settings, NULL),
		OPT_FLAG(0, "programs", &programs, NULL),
		OPT_END,
	};
	struct strv names = strv_new(&session->arena);
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, &status))
		return status;
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
	return 0;
}

const struct command cmd_commands = {
	.usage = {
		.name = "commands",
		.args = "",
		.summary = "List the commands",
	},
	.run = run_commands,
};

static enum status run_completions(struct session *session, int argc, char **argv)
{
	static const struct {
		const char *shell, *file;
	} files[] = {
		{ "bash", "cudaenv.bash" },
		{ "zsh", "_cudaenv" },
		{ "fish", "cudaenv.fish" },
	};
	enum status status;
	int r;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 1, 1, &status))
		return status;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path;
		struct text text;

		if (!streq(argv[1], files[i].shell))
			continue;
		path = arena_printf(&session->arena, "%s/completions/%s",
			session->dirs.data, files[i].file);
		r = file_read(&session->arena, AT_FDCWD, path, 256 * 1024, &text);
		if (r < 0)
			return out_error(&session->out, r, "cannot read %s", path);
		out_text(&session->out, text.s);
		return 0;
	}
	out_warn(&session->out,
		"no completions for `%s': there are some for bash, zsh and fish",
		argv[1]);
	return 1;
}

const struct command cmd_completions = {
	.usage = {
		.name = "completions",
		.args = "SHELL",
		.summary = "Print the completion script for a shell",
	},
	.run = run_completions,
};
