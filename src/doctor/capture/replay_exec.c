/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "replay_exec.h"

#include "replay.h"

#include "core/proc.h"

/* Prints the output without the path of the temporary directory. */
static void print_output(struct session *session, const char *output, const char *root)
{
	struct strv lines = strv_split(&session->arena, output, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		struct str line = str_new(&session->arena);
		const char *p = lines.v[i], *at;

		for (; (at = strstr(p, root)); p = at + strlen(root))
			str_addn(&line, p, (size_t)(at - p));
		str_add(&line, p);
		out_print(&session->out, "%s%s", out_name(&session->out, line.s),
			i + 1 < lines.n ? "\n" : "");
	}
}

static enum status run(struct session *session, const char *root, char **argv)
{
	const char **args;
	struct proc proc = { .path = argv[0], .output_fd = STDOUT_FILENO };
	struct proc_result result;
	size_t n = 0;
	int r;

	while (argv[n])
		n++;
	args = arena_alloc(&session->arena, (n + 3) * sizeof(*args));
	args[0] = argv[0];
	args[1] = "--sysroot";
	args[2] = root;
	for (size_t i = 1; i < n; i++)
		args[i + 2] = argv[i];
	proc.argv = args;
	proc.envp = vars_environ(&session->vars);
	r = proc_run(&session->arena, &proc, &result);
	if (r < 0)
		return out_error(&session->out, r, "cannot run %s", argv[0]);
	if (result.output.len == PROC_OUTPUT_MAX)
		out_warn(&session->out, "the output was too long and is truncated");
	print_output(session, result.output.s, root);
	return result.end == PROC_EXITED && result.output.len < PROC_OUTPUT_MAX
		       ? (enum status)result.code
		       : STATUS_FAILED;
}

enum status replay_exec(struct session *session, const char *file, char **argv)
{
	struct replay replay = { .root = NULL };
	enum status status = STATUS_FAILED;
	int r = replay_open(&replay, &session->arena, file,
		vars_get_nonempty(&session->vars, "TMPDIR"));

	if (r < 0)
		out_warn(&session->out, "cannot replay %s: %s", file, replay.problem);
	else
		status = run(session, replay.root, argv);
	replay_close(&replay);
	return status;
}
