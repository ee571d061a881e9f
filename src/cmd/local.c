/* SPDX-License-Identifier: MIT
 * local, global: pyenv's names for the project's and the user's selection.
 */
#include "config.h"

#include "ctx.h"
#include "scope.h"

#include <limits.h>

struct options {
	bool unset, force;
};

static int parse(struct ctx *ctx, int *argc, char **argv, struct options *options)
{
	const struct opt opts[] = {
		{ 0, "unset", NULL, "take the selection back", &options->unset, NULL },
		{ 'f', "force", NULL, "also a version that is not installed",
			&options->force, NULL },
		OPT_END,
	};
	int r = opt_parse(&ctx->out, &ctx->usage, opts, argc, argv, 0, INT_MAX);

	if (r == OPT_GO && options->unset && *argc > 1)
		return opt_wrong(&ctx->out, &ctx->usage, "`--unset' takes no version");
	return r;
}

static int print_file(struct ctx *ctx, struct selection *selection)
{
	for (size_t i = 0; i < selection->notes.n; i++)
		out_warn_line(&ctx->out, selection->notes.v[i]);
	if (complain_file(ctx, selection))
		return 1;
	for (size_t i = 0; i < selection->specs.n; i++)
		out_print(&ctx->out, "%s\n", selection->specs.v[i]);
	return 0;
}

/* The nearest selection of one scope, asked without the shell's variables. */
static bool find_scope(struct ctx *ctx, enum scope scope, struct selection *selection)
{
	struct vars vars = vars_copy(&ctx->vars);
	struct selector selector = selector_new(&ctx->registry, &vars, ctx->cwd);

	vars_set(&vars, "CUDAENV_DIR", NULL, false);
	while (selector_next(&selector, selection))
		if (selection->scope == scope)
			return true;
	return false;
}

int cmd_local(struct ctx *ctx, int argc, char **argv)
{
	struct options options = { 0 };
	struct selection selection;
	int r = parse(ctx, &argc, argv, &options);

	if (r != OPT_GO)
		return r;
	if (options.unset)
		return scope_unset_project(ctx);
	if (argc > 1)
		return scope_set_project(
			ctx, argc - 1, argv + 1, REPLACE_ALL, options.force);
	if (find_scope(ctx, SCOPE_PROJECT, &selection))
		return print_file(ctx, &selection);
	out_warn(&ctx->out, "no local version configured for this directory");
	return 1;
}

int cmd_global(struct ctx *ctx, int argc, char **argv)
{
	struct options options = { 0 };
	struct selection selection;
	int r = parse(ctx, &argc, argv, &options);

	if (r != OPT_GO)
		return r;
	if (options.unset)
		return scope_unset_global(ctx);
	if (argc > 1)
		return scope_set_global(ctx, argc - 1, argv + 1, options.force);
	if (find_scope(ctx, SCOPE_GLOBAL, &selection))
		return print_file(ctx, &selection);
	out_print(&ctx->out, "system\n");
	return 0;
}
