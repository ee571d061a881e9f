/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

#include <limits.h>

/* The directory that `system` means: that of the nvcc in PATH, or the machine's link. */
static const char *system_prefix(struct session *session)
{
	struct vars vars = vars_copy(&session->vars);
	struct state state;
	const char *path, *real;
	struct strv dirs;
	bool has_nvcc;

	if (state_decode(&session->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	path = vars_get(&vars, "PATH");
	dirs = strv_split(&session->arena, path ? path : "", ':');
	for (size_t i = 0; i < dirs.n; i++) {
		const char *nvcc = path_join(&session->arena, dirs.v[i], "nvcc");

		if (*nvcc == '/' && access(nvcc, X_OK) == 0)
			return path_parent(
				&session->arena, path_parent(&session->arena, nvcc));
	}
	real = machine_real(&session->machine, "/usr/local/cuda");
	return real && toolkit_is_at(&session->machine, real, &has_nvcc)
		       ? "/usr/local/cuda"
		       : NULL;
}

static enum status run_prefix(struct session *session, int argc, char **argv)
{
	struct strv dirs = strv_new(&session->arena);
	struct selection selection;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	if (!select_wanted(session, argc - 1, argv + 1, &selection, &status))
		return status;
	for (size_t i = 0; i < selection.specs.n; i++) {
		const struct resolution *to = &selection.resolved[i];
		const char *dir = NULL;

		if (to->result == RESOLVED_SYSTEM) {
			dir = system_prefix(session);
			if (!dir) {
				out_warn(&session->out,
					"the system has no CUDA toolkit: "
					"there is no nvcc in PATH, and /usr/local/cuda is not a toolkit");
				status = STATUS_FAILED;
			}
		} else if (to->result == RESOLVED_TOOLKIT) {
			dir = to->toolkit->path;
		}
		if (dir)
			strv_add(&dirs, dir);
	}
	if (dirs.n)
		out_print(&session->out, "%s\n",
			out_name(&session->out, strv_join(&dirs, ":")));
	return status_of(status, complain_missing(session, &selection));
}

const struct command cmd_prefix = {
	.usage = {
		.name = "prefix",
		.args = "[SPEC...]",
		.summary = "Print the directory of a toolkit",
		.about = ABOUT_SPEC "\n"
			"Without SPEC, that of the selection.",
		.examples = "cudaenv prefix 12.4   for example /usr/local/cuda-12.4",
	},
	.task = TASK_INSPECT,
	.run = run_prefix,
	.flags = CMD_REPLAY,
};
