/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "systemtool.h"

const struct systemtool tool_alternatives = {
	.name = "update-alternatives",
	.dirs = (const char *const[]){ "/usr/bin", "/usr/sbin", "/sbin", NULL },
	.root_option = "--root",
};
const struct systemtool tool_ldconfig = {
	.name = "ldconfig",
	.dirs = (const char *const[]){ "/usr/sbin", "/sbin", NULL },
	.root_option = "-r",
};

/* The command line, its path first. Empty after a complaint that the tool is missing. */
static struct strv command_line(
	struct session *session, const struct systemtool *tool, const char *const *args)
{
	struct strv argv = strv_new(&session->arena);

	for (const char *const *dir = tool->dirs; *dir && !argv.n; dir++) {
		const char *path = path_join(&session->arena, *dir, tool->name);

		if (access(path, X_OK) == 0)
			strv_add(&argv, path);
	}
	if (!argv.n) {
		out_warn(&session->out, "%s is needed for this, and is not installed",
			tool->name);
		return argv;
	}
	if (machine_is_foreign(&session->machine)) {
		strv_add(&argv, tool->root_option);
		strv_add(&argv, session->machine.root);
	}
	for (; *args; args++)
		strv_add(&argv, *args);
	return argv;
}

/* Runs it in a separate environment, so that the caller's cannot mislead it or translate
 * its messages. */
static enum status start(struct session *session, struct strv *argv, bool quiet,
	struct proc_result *result)
{
	char *const envp[] = { (char[]){ "PATH=/usr/sbin:/usr/bin:/sbin:/bin" },
		(char[]){ "LC_ALL=C" }, NULL };
	int r;

	strv_add(argv, NULL);
	r = proc_run(&session->arena,
		&(struct proc){ .path = argv->v[0],
			.argv = argv->v,
			.envp = envp,
			.output_fd = STDOUT_FILENO,
			.quiet = quiet },
		result);
	if (r < 0)
		return out_error(&session->out, r, "cannot run %s", argv->v[0]);
	return STATUS_DONE;
}

enum status systemtool_run(struct session *session, const struct systemtool *tool,
	const char *const *args, bool dry_run)
{
	struct strv argv = command_line(session, tool, args);
	struct proc_result result;

	if (!argv.n)
		return STATUS_FAILED;
	out_hint(&session->out, "%s %s",
		dry_run ? "would run:" : "running:", strv_join(&argv, " "));
	if (dry_run)
		return STATUS_DONE;
	if (start(session, &argv, false, &result))
		return STATUS_FAILED;
	if (result.end == PROC_EXITED && result.code == 0)
		return STATUS_DONE;
	out_warn(&session->out, "%s failed (%s %d)", argv.v[0],
		result.end == PROC_EXITED ? "exit" : "signal", result.code);
	return STATUS_FAILED;
}

enum status systemtool_ask(struct session *session, const struct systemtool *tool,
	const char *const *args, struct text *answer)
{
	struct strv argv = command_line(session, tool, args);
	struct proc_result result;

	if (!argv.n || start(session, &argv, true, &result))
		return STATUS_FAILED;
	*answer = result.output;
	return result.end == PROC_EXITED && result.code == 0 ? STATUS_DONE
							     : STATUS_FAILED;
}
