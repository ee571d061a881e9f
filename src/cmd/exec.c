/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "elf.h"
#include "program.h"

#include <errno.h>
#include <limits.h>

/* With a program of another machine there is nothing that this one could run it with. */
static int refuse_foreign(struct ctx *ctx, const struct program *program)
{
	const char *why;

	if (!machine_is_foreign(&ctx->machine) || !program->toolkit)
		return 0;
	why = elf_why_foreign(&ctx->arena, program->path);
	if (!why)
		return 0;
	out_say(&ctx->out, "%s: %s: it cannot run here", program->path, why);
	return 126;
}

int cmd_exec(struct ctx *ctx, int argc, char **argv)
{
	const char *spec = NULL;
	const struct opt opts[] = {
		{ 't', "toolkit", "SPEC", "this toolkit, whatever is selected here", NULL,
			&spec },
		OPT_END,
	};
	struct selection selection;
	struct program program;
	struct vars vars;
	struct state state;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 1, INT_MAX);

	if (r != OPT_GO)
		return r;
	if (spec) {
		selection = selection_given(
			ctx, 1, (char *[]){ arena_dup(&ctx->arena, spec) }, NULL);
		for (size_t i = 0; i < selection.specs.n; i++)
			if (!spec_valid(selection.specs.v[i]))
				return complain_spec(ctx, selection.specs.v[i]);
	} else {
		selection = selection_here(ctx);
	}
	if (complain_file(ctx, &selection) || complain_missing(ctx, &selection))
		return 1;
	program = program_find(ctx, &selection, argv[1], true);
	if (program.status)
		return program_complain(ctx, &program, argv[1], true);
	r = refuse_foreign(ctx, &program);
	if (r)
		return r;
	vars = vars_copy(&ctx->vars);
	if (switch_vars(ctx, &vars, &selection, &state) < 0) {
		out_say(&ctx->out,
			"the remembered state (%s) is damaged or newer: dropped",
			STATE_VARIABLE);
		vars_set(&vars, STATE_VARIABLE, NULL, false);
		switch_vars(ctx, &vars, &selection, &state);
	}
	if (spec)
		vars_set(&vars, "CUDAENV_VERSION", spec, true);
	/* nvcc finds its own tree from argv[0]: give it the true path. */
	if (program.toolkit)
		argv[1] = arena_dup(&ctx->arena, program.path);
	fflush(NULL);
	execve(program.path, argv + 1, vars_environ(&vars));
	r = errno;
	out_error(&ctx->out, -r, "%s", program.path);
	return r == ENOENT ? 127 : 126;
}
