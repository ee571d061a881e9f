/* SPDX-License-Identifier: MIT
 * cudaenv: finds the command, makes what it is given, runs it.
 */
#include "config.h"

#include "cmd/ctx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

extern char **environ;

/* Programs named cudaenv-NAME on PATH are commands, as git and pyenv have it. */
static int run_plugin(struct ctx *ctx, char **argv)
{
	const char *path = vars_get(&ctx->vars, "PATH");
	struct strv dirs = strv_split(&ctx->arena, path ? path : "", ':');
	const char *word = argv[0];

	for (size_t i = 0; i < dirs.n && !strchr(word, '/'); i++) {
		char *file = arena_printf(&ctx->arena, "%s/cudaenv-%s", dirs.v[i], word);

		if (*file != '/' || access(file, X_OK) < 0 || !path_is_file(file))
			continue;
		argv[0] = file;
		execv(file, argv);
		return out_error(&ctx->out, -errno, "cannot run %s", file);
	}
	return -1;
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

static int no_such_command(struct ctx *ctx, const char *word)
{
	const struct command *near = NULL;
	int best = 3;

	for (const struct command *c = commands; c->name; c++) {
		int distance = edit_distance(word, c->name);

		if (!(c->flags & CMD_HIDDEN) && distance < best) {
			best = distance;
			near = c;
		}
	}
	out_warn(&ctx->out, "no such command `%s'", word);
	if (near)
		out_hint(&ctx->out, "  did you mean: cudaenv %s", near->name);
	return 2;
}

static int init_ctx(struct ctx *ctx, const struct command *command)
{
	int r = machine_init(&ctx->machine, &ctx->arena, ctx->sysroot);

	if (r < 0 && !(r == -ENOTDIR && (command->flags & CMD_CAPTURED))) {
		out_error(&ctx->out, r, "cannot look at the sysroot %s", ctx->sysroot);
		return r;
	}
	ctx->dirs = dirs_find(&ctx->arena, &ctx->vars);
	ctx->settings = settings_read(&ctx->arena, &ctx->vars, &ctx->dirs);
	ctx->registry =
		registry_new(&ctx->arena, &ctx->machine, &ctx->dirs, &ctx->settings);
	ctx->cwd = selection_cwd(&ctx->arena, &ctx->vars);
	if (vars_get_nonempty(&ctx->vars, "CUDAENV_DIR") &&
		!(command->flags & CMD_NO_CONFIG_NOTES) &&
		!path_is_dir(vars_get(&ctx->vars, "CUDAENV_DIR"))) {
		out_warn(&ctx->out,
			"cannot change working directory to `%s' (CUDAENV_DIR)",
			vars_get(&ctx->vars, "CUDAENV_DIR"));
		return -ENOENT;
	}
	ctx->command = command;
	ctx->usage = (struct usage){ command->name, command->args, command->summary,
		(command->flags & CMD_STOP_AT_OPERAND) != 0 };
	for (size_t i = 0;
		i < ctx->settings.notes.n && !(command->flags & CMD_NO_CONFIG_NOTES); i++)
		out_warn_line(&ctx->out, ctx->settings.notes.v[i]);
	return 0;
}

/* `sh-use bash NAME=VALUE... -- ARGS...`: tells `vars` what stands in front of the first
 * "--". Returns that one's index, or 1 (the shell's) where nothing is told: `sh-use bash
 * ARGS...`. */
static int told_by_shell(struct vars *vars, int argc, char **argv)
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

/* The answer becomes code that prints it, then comes the code that the command made for
 * the shell. */
static int run_for_shell(
	struct ctx *ctx, const struct command *command, int argc, char **argv)
{
	const struct shell *shell = argc > 1 ? shell_find(argv[1]) : NULL;
	char *answer = NULL;
	size_t n = 0;
	int status, first;

	if (!shell) {
		out_warn(&ctx->out, "sh-%s: no such shell", command->name);
		return 2;
	}
	ctx->shell = shell;
	ctx->code = str_new(&ctx->arena);
	ctx->out.out = open_memstream(&answer, &n);
	if (!ctx->out.out)
		return out_error(&ctx->out, -errno, "cannot make an answer");
	first = told_by_shell(&ctx->vars, argc, argv);
	argv[first] = argv[0];
	status = command->run(ctx, argc - first, argv + first);
	fclose(ctx->out.out);
	ctx->out.out = stdout;
	if (n) {
		struct str code = str_new(&ctx->arena);

		shell->print(&code, answer);
		out_text(&ctx->out, code.s);
	}
	free(answer);
	if (shell->end)
		shell->end(&ctx->code);
	out_text(&ctx->out, ctx->code.s);
	return status;
}

/* Is the sysroot a file that `doctor --capture' wrote? */
static bool is_captured(struct ctx *ctx)
{
	static const char head[] = "cudaenv-capture ";
	struct text text;

	return path_is_file(ctx->sysroot) &&
	       file_read_head(&ctx->arena, AT_FDCWD, ctx->sysroot, sizeof(head) - 1,
		       &text) == 0 &&
	       streq(text.s, head);
}

static int run(struct ctx *ctx, int argc, char **argv)
{
	const char *plain = skip_prefix(argv[0], "sh-");
	const struct command *command = command_find(plain ? plain : argv[0]);
	int status;

	if (!command || (plain && !(command->flags & CMD_SHELL))) {
		status = run_plugin(ctx, argv);
		return status >= 0 ? status : no_such_command(ctx, argv[0]);
	}
	if (!ctx->sysroot)
		ctx->sysroot = vars_get_nonempty(&ctx->vars, "CUDAENV_SYSROOT");
	if (ctx->sysroot && !(command->flags & CMD_CAPTURED) && is_captured(ctx))
		return run_captured(ctx, command, argc, argv);
	if (init_ctx(ctx, command) < 0)
		return 1;
	return plain ? run_for_shell(ctx, command, argc, argv)
		     : command->run(ctx, argc, argv);
}

/* The options that stand before the command. */
static int global_options(struct ctx *ctx, int argc, char **argv, int *first)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		const char *value = skip_prefix(argv[i], "--sysroot=");

		if (streq(argv[i], "--version") || streq(argv[i], "-v")) {
			out_print(&ctx->out, "cudaenv %s\n", PACKAGE_VERSION);
			return 0;
		}
		if (streq(argv[i], "--help") || streq(argv[i], "-h")) {
			argv[i] = (char[]){ "help" };
			return run(ctx, argc - i, argv + i);
		}
		if (streq(argv[i], "--sysroot") && i + 1 < argc)
			value = argv[++i];
		if (!value) {
			out_warn(&ctx->out,
				streq(argv[i], "--sysroot") ? "`%s' needs DIR"
							    : "unknown option `%s'",
				argv[i]);
			out_hint(&ctx->out,
				"Usage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]");
			return 2;
		}
		ctx->sysroot = value;
	}
	*first = i;
	return -1;
}

int main(int argc, char **argv)
{
	struct ctx ctx = { 0 };
	int first = 1, status;

	ctx.vars = vars_new(&ctx.arena, environ);
	out_init(&ctx.out, &ctx.arena,
		vars_get_nonempty(&ctx.vars, "NO_COLOR") ||
			(vars_get(&ctx.vars, "TERM") &&
				streq(vars_get(&ctx.vars, "TERM"), "dumb")));
	status = global_options(&ctx, argc, argv, &first);
	if (status < 0 && first >= argc) {
		/* As pyenv: what it is and what it can do, as a complaint. */
		char *help[] = { (char[]){ "help" }, NULL };

		ctx.out.out = stderr;
		run(&ctx, 1, help);
		ctx.out.out = stdout;
		status = 1;
	} else if (status < 0) {
		status = run(&ctx, argc - first, argv + first);
	}
	if (!out_close(&ctx.out)) {
		out_warn(&ctx.out, "cannot write the answer");
		status = status ? status : 1;
	}
	arena_release(&ctx.arena);
	return status;
}
