/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/elf.h"
#include "ctx.h"
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

/* Reads the header; false if it is not an ELF file. One of another word size or byte order
 * has at least its class and its machine. */
static bool read_header(struct ctx *ctx, const char *path, struct elf *elf)
{
	_cleanup_close_ int fd = file_open_regular(AT_FDCWD, path);
	int r = fd < 0 ? fd : elf_read(&ctx->arena, fd, elf);

	return r == 0 || r == -ENOTSUP;
}

/* Returns why this machine cannot run the program, or NULL. The program that is running
 * now shows what it can run. */
static const char *why_foreign(struct ctx *ctx, const char *path)
{
	struct elf elf, own;

	if (!read_header(ctx, path, &elf) || !read_header(ctx, "/proc/self/exe", &own))
		return NULL;
	if (elf.class != own.class || elf.machine != own.machine)
		return "it is for another architecture";
	if (elf.loader && access(elf.loader, X_OK) < 0)
		return arena_printf(
			&ctx->arena, "its loader %s is not on this machine", elf.loader);
	return NULL;
}

/* With a program of another machine there is nothing that this one could run it with. */
static int refuse_foreign(struct ctx *ctx, const struct program *program)
{
	const char *why;

	if (!machine_is_foreign(&ctx->machine) || !program->toolkit)
		return 0;
	why = why_foreign(ctx, program->path);
	if (!why)
		return 0;
	out_warn(&ctx->out, "%s: %s: it cannot run here", program->path, why);
	return 126;
}

/* The variables of the selection in place of those of the one before; 0, or 1 after a
 * word on why not. */
static int switched(struct ctx *ctx, const struct selection *selection, struct vars *vars)
{
	struct state state;
	int r;

	*vars = vars_copy(&ctx->vars);
	r = switch_vars(ctx, vars, selection, &state);
	if (r < 0 && r != -E2BIG) {
		out_warn(&ctx->out,
			"the remembered state (%s) is damaged or newer: dropped",
			STATE_VARIABLE);
		vars_set(vars, STATE_VARIABLE, NULL, false);
		r = switch_vars(ctx, vars, selection, &state);
	}
	if (r < 0)
		out_warn(&ctx->out,
			"what would have to be remembered is larger than %d bytes: not run",
			STATE_MAX);
	return r < 0;
}

/* Becomes the program; one that names no interpreter is sh's, as for every shell. */
static int become(struct ctx *ctx, const char *path, int argc, char **argv, char **env)
{
	char **words;
	int r;

	fflush(NULL);
	execve(path, argv, env);
	if (errno == ENOEXEC) {
		words = arena_alloc(&ctx->arena, ((size_t)argc + 2) * sizeof(*words));
		words[0] = arena_dup(&ctx->arena, "sh");
		words[1] = arena_dup(&ctx->arena, path);
		memcpy(words + 2, argv + 1, (size_t)argc * sizeof(*words));
		execve("/bin/sh", words, env);
	}
	r = errno;
	out_error(&ctx->out, -r, "%s", path);
	return r == ENOENT ? 127 : 126;
}

/* Without PATH programs are looked for in a default one, which ours is not to hide. */
static void keep_default_path(struct ctx *ctx, struct vars *vars)
{
	const char *path = vars_get(vars, "PATH");

	if (path && !vars_get(&ctx->vars, "PATH"))
		vars_set(vars, "PATH", arena_cat(&ctx->arena, path, ":" PATH_DEFAULT),
			true);
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
	r = switched(ctx, &selection, &vars);
	if (r)
		return r;
	keep_default_path(ctx, &vars);
	if (spec)
		vars_set(&vars, "CUDAENV_VERSION", spec, true);
	/* nvcc finds its own tree from argv[0]: give it the true path. */
	if (program.toolkit)
		argv[1] = arena_dup(&ctx->arena, program.path);
	return become(ctx, program.path, argc - 1, argv + 1, vars_environ(&vars));
}
