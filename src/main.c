/* SPDX-License-Identifier: MIT
 * cudaenv: finds the command and runs it, or becomes the helper program that does.
 */
#include "config.h"

#include "cmd/libexec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

extern char **environ;

/* Programs named cudaenv-NAME in PATH are commands, as for git and pyenv. Becomes the one
 * for argv[0]. False when there is none. */
static bool run_plugin(struct session *session, char **argv, enum status *status)
{
	const char *path = vars_get(&session->vars, "PATH");
	struct strv dirs = strv_split(&session->arena, path ? path : "", ':');
	const char *word = argv[0];

	for (size_t i = 0; i < dirs.n && !strchr(word, '/'); i++) {
		char *file =
			arena_printf(&session->arena, "%s/cudaenv-%s", dirs.v[i], word);

		if (*file != '/' || access(file, X_OK) < 0 || !path_is_file(file))
			continue;
		argv[0] = file;
		execv(file, argv);
		*status = out_error(&session->out, -errno, "cannot run %s", file);
		return true;
	}
	return false;
}

/* The number of letters to change, add or drop between two short words, 9 at most. */
static int edit_distance(const char *a, const char *b)
{
	int row[32], n = (int)strlen(b);

	if (n > 30 || strlen(a) > 30)
		return 9;
	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (int i = 1; a[i - 1]; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= n; j++) {
			int change = diagonal + (a[i - 1] != b[j - 1]);
			int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[n];
}

/* Words of other version managers, and what they are called here. */
static const char *known_elsewhere(const char *word)
{
	static const char *const words[][2] = {
		{ "activate", "cudaenv use --shell VERSION" },
		{ "current", "cudaenv version" },
		{ "default", "cudaenv global VERSION" },
		{ "list", "cudaenv versions" },
		{ "list-remote", "cudaenv install --list" },
		{ "ls", "cudaenv versions" },
		{ "ls-remote", "cudaenv install --list" },
		{ "off", "cudaenv deactivate" },
		{ "remove", "cudaenv uninstall VERSION" },
		{ "status", "cudaenv use" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (streq(word, words[i][0]))
			return words[i][1];
	return NULL;
}

static enum status no_such_command(struct session *session, const char *word)
{
	const struct command *near = NULL;
	const char *elsewhere = known_elsewhere(word);
	int best = 3;

	for (const struct command *const *c = commands; *c; c++) {
		int distance = edit_distance(word, (*c)->usage.name);

		if (!((*c)->flags & CMD_HIDDEN) && distance < best) {
			best = distance;
			near = *c;
		}
	}
	out_warn(&session->out, "no such command `%s'", word);
	if (elsewhere)
		out_hint(&session->out, "  here it is: %s", elsewhere);
	else if (near)
		out_hint(&session->out, "  did you mean: cudaenv %s", near->usage.name);
	return STATUS_USAGE;
}

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

	if (!command || (plain && !(command->flags & CMD_SHELL)))
		return run_plugin(session, argv, &status)
			       ? status
			       : no_such_command(session, argv[0]);
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

		if (streq(argv[i], "--version") || streq(argv[i], "-v")) {
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
