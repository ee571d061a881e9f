/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "model/removed.h"

#include <errno.h>
#include <limits.h>

/* Restores what is applied. The shell function then removes the hook. */
static enum status run_deactivate(struct session *session, int argc, char **argv)
{
	struct vars after = vars_copy(&session->vars);
	struct state state, none = { 0 };
	struct edits edits;
	enum status status;
	int r;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	for (int i = 1; i < argc; i++)
		vars_assign(&session->vars, argv[i]);
	if (!session->shell)
		return command_edit_shell(session, STATE_VARIABLE, NULL);
	after = vars_copy(&session->vars);
	r = state_decode(&session->arena, vars_get(&after, STATE_VARIABLE), &state);
	if (r < 0)
		out_warn(&session->out,
			"the saved state (%s) %s: dropped, nothing else changed",
			STATE_VARIABLE,
			r == -EPROTO ? "is of a newer cudaenv" : "is damaged");
	environ_restore(&after, &state);
	removed_again(&after, vars_get(&after, REMOVED_VARIABLE));
	r = environ_edits(&session->arena, &session->vars, &after, &none, &edits);
	if (r == 0)
		command_emit_edits(session, session->shell, &session->code, &edits);
	/* CUDAENV_VERSION_OLD is set: `cudaenv shell' set the variable. */
	if (vars_get(&session->vars, "CUDAENV_VERSION_OLD"))
		return status_of(command_edit_shell(session, "CUDAENV_VERSION", NULL),
			command_edit_shell(session, "CUDAENV_VERSION_OLD", NULL));
	return STATUS_DONE;
}

const struct command cmd_deactivate = {
	.usage = {
		.name = "deactivate",
		.args = "",
		.summary = "Undo everything in this shell, and remove the hook",
		.about = "This shell gets the environment that it would have without cudaenv. The next\n"
			"`cudaenv init' loads the hook again; other shells do not change.",
		.examples = "cudaenv deactivate   until the next shell",
	},
	.task = TASK_SELECT,
	.run = run_deactivate,
	.flags = CMD_SHELL,
};
