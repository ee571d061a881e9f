/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "scope.h"

#include <limits.h>

int cmd_shell(struct ctx *ctx, int argc, char **argv)
{
	bool unset = false, force = false;
	const struct opt opts[] = {
		{ 0, "unset", NULL, "take the selection of this shell back", &unset,
			NULL },
		{ 'f', "force", NULL, "also a version that is not installed", &force,
			NULL },
		OPT_END,
	};
	const char *value = vars_get_nonempty(&ctx->vars, "CUDAENV_VERSION");
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, INT_MAX);

	if (r != OPT_GO)
		return r;
	if (unset)
		return scope_unset_shell(ctx);
	if (argc == 2 && streq(argv[1], "-"))
		return scope_swap_shell(ctx);
	if (argc > 1)
		return scope_set_shell(ctx, argc - 1, argv + 1, force);
	if (!value) {
		out_warn(&ctx->out, "no shell-specific version configured");
		return 1;
	}
	out_print(&ctx->out, "%s\n", out_name(&ctx->out, value));
	return 0;
}
