/* SPDX-License-Identifier: MIT
 * cudaenv: finds the command and runs it, or becomes the helper program that does.
 */
#include "config.h"

#include "cmd/libexec.h"
#include "cmd/plugin.h"
#include "cmd/unknown.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

extern char **environ;

static enum status open_session(struct session *session, const struct command *command)
{
	enum status status = session_open(session);
	const char *dir = vars_get_nonempty(&session->vars, "CUDAENV_DIR");

	session->usage = command->usage;
	if (status || command->flags & CMD_NO_CONFIG_NOTES)
		return status;
	if (dir && !path_is_dir(dir)) {
		out_warn(&session->out,
			"cannot change working directory to `%s' (CUDAENV_DIR)", dir);
		return STATUS_FAILED;
	}
	session_print_notes(session);
	return STATUS_DONE;
}

/* `sh-use bash NAME=VALUE... -- ARGS...': assigns the variables before the first "--" in
 * `vars`. Returns the index of the "--", or 1 (the shell's) for `sh-use bash ARGS...'. */
static int assign_variables(struct vars *vars, int argc, char **argv)
{
	int end = 2;

	while (end < argc && (!argv[end][0] || strchr(argv[end], '=')))
		end++;
	if (end == 2 || end == argc || !streq(argv[end], "--"))
		return 1;
	for (int i = 2; i < end; i++)
		vars_assign(vars, argv[i]);
	return end;
}

/* Turns the output of the command into code that prints it, followed by the code that
 * changes the shell. */
static enum status run_for_shell(
	struct session *session, const struct command *command, int argc, char **argv)
{
	const struct shell *shell = argc > 1 ? shell_find(argv[1]) : NULL;
	enum status status;
	char *output = NULL;
	size_t n = 0;
	int first;

	if (!shell) {
		out_warn(&session->out, "sh-%s: no such shell", command->usage.name);
		return STATUS_USAGE;
	}
	session->shell = shell;
	session->code = str_new(&session->arena);
	session->out.out = open_memstream(&output, &n);
	if (!session->out.out)
		return out_error(&session->out, -errno, "cannot buffer the output");
	first = assign_variables(&session->vars, argc, argv);
	argv[first] = argv[0];
	status = command->run(session, argc - first, argv + first);
	fclose(session->out.out);
	session->out.out = stdout;
	if (n) {
		struct str code = str_new(&session->arena);

		shell->print(&code, output);
		out_text(&session->out, code.s);
	}
	free(output);
	if (shell->end)
		shell->end(&session->code);
	out_text(&session->out, session->code.s);
	return status;
}

/* Is the sysroot a file that `doctor --capture' wrote? */
static bool is_capture(struct session *session)
{
	static const char head[] = "cudaenv-capture ";
	struct text text;

	return session->sysroot && path_is_file(session->sysroot) &&
	       file_read_head(&session->arena, AT_FDCWD, session->sysroot,
		       sizeof(head) - 1, &text) == 0 &&
	       streq(text.s, head);
}

static enum status run(struct session *session, int argc, char **argv)
{
	const char *plain = skip_prefix(argv[0], "sh-");
	const struct command *command = command_find(plain ? plain : argv[0]);
	enum status status;
	char *plugin;

	if (!command || (plain && !(command->flags & CMD_SHELL))) {
		plugin = plugin_find(session, argv[0]);
		return plugin ? plugin_run(session, plugin, argv)
			      : unknown_command(session, argv[0]);
	}
	if (!(command->flags & CMD_CAPTURE) && is_capture(session))
		return libexec_replay(session, command, argc, argv);
	if (command->program)
		return libexec_run(session, command, argc, argv);
	status = open_session(session, command);
	if (status)
		return status;
	return plain ? run_for_shell(session, command, argc, argv)
		     : command->run(session, argc, argv);
}

/* Handles the options before the command. True when a command follows, or should: *first
 * is its index. */
static bool global_options(
	struct session *session, int argc, char **argv, int *first, enum status *status)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		const char *value = skip_prefix(argv[i], "--sysroot=");

		if (streq(argv[i], "--version") || streq(argv[i], "-v") ||
			streq(argv[i], "-V")) {
			out_print(&session->out, "cudaenv %s\n", PACKAGE_VERSION);
			*status = STATUS_DONE;
			return false;
		}
		if (streq(argv[i], "--help") || streq(argv[i], "-h")) {
			argv[i] = (char[]){ "help" };
			*status = run(session, argc - i, argv + i);
			return false;
		}
		if (streq(argv[i], "--sysroot") && i + 1 < argc)
			value = argv[++i];
		if (!value) {
			out_warn(&session->out,
				streq(argv[i], "--sysroot") ? "`%s' needs DIR"
							    : "unknown option `%s'",
				argv[i]);
			out_hint(&session->out,
				"Usage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]");
			*status = STATUS_USAGE;
			return false;
		}
		session->sysroot = value;
	}
	*first = i;
	return true;
}

/* Without a command: the overview, as a complaint, as in pyenv. */
static enum status no_command(struct session *session)
{
	char *help[] = { (char[]){ "help" }, NULL };
	FILE *out = session->out.out;

	session->out.out = session->out.err;
	if (run(session, 1, help))
		return STATUS_FAILED;
	session->out.out = out;
	return STATUS_FAILED;
}

int main(int argc, char **argv)
{
	struct session session = { 0 };
	enum status status;
	int first;

	session_begin(&session, environ, STATUS_FAILED);
	if (global_options(&session, argc, argv, &first, &status))
		status = first < argc ? run(&session, argc - first, argv + first)
				      : no_command(&session);
	return session_end(&session, status);
}
