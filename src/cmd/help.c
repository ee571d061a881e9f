/* SPDX-License-Identifier: MIT
 * help, commands, completions: what cudaenv says of itself.
 */
#include "config.h"

#include "ctx.h"

#include <fcntl.h>

static int overview(struct ctx *ctx)
{
	out_print(&ctx->out,
		"cudaenv %s\nUsage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]\n\n",
		PACKAGE_VERSION);
	out_print(&ctx->out,
		"Keeps CUDA toolkits side by side and selects one.\n\nCommands:\n");
	for (const struct command *c = commands; c->name; c++)
		if (!(c->flags & CMD_HIDDEN))
			out_print(&ctx->out, "  %-15s %s\n", c->name, c->summary);
	out_print(&ctx->out,
		"\n`cudaenv help COMMAND' tells more, cudaenv(1) tells all.\n");
	return 0;
}

int cmd_help(struct ctx *ctx, int argc, char **argv)
{
	const struct command *command;
	char *help[] = { NULL, (char[]){ "--help" }, NULL };
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, 1);

	if (r != OPT_GO)
		return r;
	if (argc == 1)
		return overview(ctx);
	command = command_find(argv[1]);
	if (!command) {
		out_warn(&ctx->out, "no such command `%s'", argv[1]);
		return 1;
	}
	/* A command's options stand in its own function: it prints its help itself. */
	help[0] = argv[1];
	ctx->command = command;
	ctx->usage = (struct usage){ command->name, command->args, command->summary,
		(command->flags & CMD_STOP_AT_OPERAND) != 0 };
	return command->flags & CMD_HIDDEN ? (opt_help(&ctx->out, &ctx->usage, NULL), 0)
					   : command->run(ctx, 2, help);
}

/* Those of other programs: cudaenv-NAME on PATH. */
static void add_plugins(struct ctx *ctx, struct strv *names)
{
	const char *path = vars_get(&ctx->vars, "PATH");
	const struct machine here = { .root = "", .arena = &ctx->arena };
	struct strv dirs = strv_split(&ctx->arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		struct strv files = *dirs.v[i] == '/' ? machine_list(&here, dirs.v[i])
						      : strv_new(&ctx->arena);

		for (size_t j = 0; j < files.n; j++) {
			const char *name = skip_prefix(files.v[j], "cudaenv-");

			if (name && *name && !strv_has(names, name) &&
				!command_find(name) &&
				access(path_join(&ctx->arena, dirs.v[i], files.v[j]),
					X_OK) == 0)
				strv_add(names, name);
		}
	}
}

int cmd_commands(struct ctx *ctx, int argc, char **argv)
{
	bool sh = false, no_sh = false;
	const struct opt opts[] = {
		{ 0, "sh", NULL, "only those that change the calling shell", &sh, NULL },
		{ 0, "no-sh", NULL, "only those that do not", &no_sh, NULL },
		OPT_END,
	};
	struct strv names = strv_new(&ctx->arena);
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	for (const struct command *c = commands; c->name; c++)
		if (!(c->flags & CMD_HIDDEN) && (!sh || c->flags & CMD_SHELL) &&
			(!no_sh || !(c->flags & CMD_SHELL)))
			strv_add(&names, c->name);
	if (!sh)
		add_plugins(ctx, &names);
	for (size_t i = 0; i < names.n; i++)
		out_print(&ctx->out, "%s\n", out_name(&ctx->out, names.v[i]));
	return 0;
}

int cmd_completions(struct ctx *ctx, int argc, char **argv)
{
	static const struct {
		const char *shell, *file;
	} files[] = {
		{ "bash", "cudaenv.bash" },
		{ "zsh", "_cudaenv" },
		{ "fish", "cudaenv.fish" },
	};
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 1, 1);

	if (r != OPT_GO)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path;
		struct text text;

		if (!streq(argv[1], files[i].shell))
			continue;
		path = arena_printf(
			&ctx->arena, "%s/completions/%s", ctx->dirs.data, files[i].file);
		r = file_read(&ctx->arena, AT_FDCWD, path, 256 * 1024, &text);
		if (r < 0)
			return out_error(&ctx->out, r, "cannot read %s", path);
		out_text(&ctx->out, text.s);
		return 0;
	}
	out_warn(&ctx->out,
		"no completions for `%s': there are some for bash, zsh and fish",
		argv[1]);
	return 1;
}
