/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "libexec.h"
#include "plugin.h"
#include "unknown.h"

/* `main` is CMD_MAIN or 0: only commands with or without that flag. */
static void print_commands(struct session *session, enum task task, unsigned main)
{
	for (const struct command *const *c = commands; *c; c++)
		if ((*c)->task == task && !((*c)->flags & CMD_HIDDEN) &&
			((*c)->flags & CMD_MAIN) == main)
			out_print(&session->out, "  %-15s %s\n", (*c)->usage.name,
				(*c)->usage.summary);
}

static void print_task(struct session *session, enum task task)
{
	static const char *const titles[N_TASKS] = {
		[TASK_SELECT] = "Select a toolkit",
		[TASK_INSPECT] = "See what applies, and why",
		[TASK_RUN] = "Use a toolkit once",
		[TASK_INSTALL] = "Install and remove toolkits",
		[TASK_NAME] = "Name toolkits",
		[TASK_SETUP] = "Set up cudaenv",
	};

	out_print(&session->out, "\n%s:\n", titles[task]);
	print_commands(session, task, CMD_MAIN);
	print_commands(session, task, 0);
}

static enum status overview(struct session *session)
{
	out_print(&session->out,
		"cudaenv %s\nUsage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]\n\n",
		PACKAGE_VERSION);
	out_print(&session->out, "Keeps CUDA toolkits side by side and selects one.\n");
	for (enum task task = 0; task < N_TASKS; task++)
		print_task(session, task);
	out_text(&session->out,
		"\nExamples:\n"
		"    cudaenv use 12.4                select CUDA 12.4 for this directory\n"
		"    cudaenv use --global latest     select the newest one as the default\n"
		"    cudaenv use                     show what applies here, and why\n"
		"    cudaenv exec -t 11.8 make       run make once with CUDA 11.8\n"
		"    cudaenv doctor                  find problems and how to fix them\n"
		"\n`cudaenv help COMMAND' describes a command, cudaenv(1) describes everything.\n");
	return STATUS_DONE;
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
		char *plugin = plugin_find(session, argv[1]);

		return plugin ? plugin_run(session, plugin, help)
			      : unknown_command(session, argv[1]);
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
		.examples = "cudaenv help use   describe `use'",
	},
	.task = TASK_SETUP,
	.run = run_help,
};
