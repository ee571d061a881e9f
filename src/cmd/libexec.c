/* SPDX-License-Identifier: MIT
 * The commands that are a program of their own: what downloads and unpacks links many
 * libraries, what diagnoses reads half the machine, and none of it shall cost a prompt
 * anything.
 */
#include "config.h"

#include "ctx.h"

#include <errno.h>
#include <stdint.h>

/* Which program holds which commands. */
static const struct {
	const char *command, *program;
} programs[] = {
	{ "cache", "cudaenv-install" },
	{ "components", "cudaenv-install" },
	{ "doctor", "cudaenv-doctor" },
	{ "install", "cudaenv-install" },
	{ "uninstall", "cudaenv-install" },
	{ "verify", "cudaenv-install" },
};

static const char *program_of(const char *command)
{
	size_t i = 0;

	while (!streq(programs[i].command, command))
		i++;
	return programs[i].program;
}

int run_captured(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
	const struct dirs places = dirs_find(&ctx->arena, &ctx->vars);
	const char *program = path_join(&ctx->arena, places.libexec, "cudaenv-doctor");
	const char **args = arena_alloc(&ctx->arena, ((size_t)argc + 6) * sizeof(*args));
	size_t n = 0;

	if (!(command->flags & CMD_REPLAYED)) {
		out_warn(&ctx->out,
			"%s: %s is a captured machine, whose files are names alone",
			command->name, ctx->sysroot);
		out_hint(&ctx->out,
			"What tells of a machine can look at it: doctor, driver, versions, which, ...");
		return 2;
	}
	args[n++] = program;
	args[n++] = "--sysroot";
	args[n++] = ctx->sysroot;
	args[n++] = "replay";
	args[n++] = own_path(ctx);
	for (int i = 0; i < argc; i++)
		args[n++] = argv[i];
	execv(program, (char *const *)(uintptr_t)args);
	return out_error(&ctx->out, -errno, "cannot run %s", program);
}

int cmd_libexec(struct ctx *ctx, int argc, char **argv)
{
	const char *program =
		path_join(&ctx->arena, ctx->dirs.libexec, program_of(ctx->command->name));
	const char **args = arena_alloc(&ctx->arena, ((size_t)argc + 4) * sizeof(*args));
	size_t n = 0;

	args[n++] = program;
	if (ctx->sysroot) {
		args[n++] = "--sysroot";
		args[n++] = ctx->sysroot;
	}
	for (int i = 0; i < argc; i++)
		args[n++] = argv[i];
	execv(program, (char *const *)(uintptr_t)args);
	out_error(&ctx->out, -errno, "cannot run %s", program);
	/* 1 of a doctor means that it has found something. */
	return streq(ctx->command->name, "doctor") ? 2 : 1;
}
