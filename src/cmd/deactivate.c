/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"

#include <errno.h>
#include <limits.h>

/* Restores what is applied; the shell's own function takes the hook out behind it. */
int cmd_deactivate(struct ctx *ctx, int argc, char **argv)
{
	struct vars after = vars_copy(&ctx->vars);
	struct state state, none = { 0 };
	struct edits edits;
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, INT_MAX);

	if (r != OPT_GO)
		return r;
	for (int i = 1; i < argc; i++)
		vars_assign(&ctx->vars, argv[i]);
	if (!ctx->shell)
		return edit_shell(ctx, STATE_VARIABLE, NULL);
	after = vars_copy(&ctx->vars);
	r = state_decode(&ctx->arena, vars_get(&after, STATE_VARIABLE), &state);
	if (r < 0)
		out_warn(&ctx->out,
			"the remembered state (%s) %s: dropped, nothing else touched",
			STATE_VARIABLE,
			r == -EPROTO ? "is of a newer cudaenv" : "is damaged");
	environ_restore(&after, &state);
	r = environ_edits(&ctx->arena, &ctx->vars, &after, &none, &edits);
	if (r == 0)
		emit_edits(ctx, ctx->shell, &ctx->code, &edits);
	/* Where the old one is remembered, `cudaenv shell` has set the variable. */
	if (vars_get(&ctx->vars, "CUDAENV_VERSION_OLD"))
		return edit_shell(ctx, "CUDAENV_VERSION", NULL) |
		       edit_shell(ctx, "CUDAENV_VERSION_OLD", NULL);
	return 0;
}
