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

int cmd_libexec(struct ctx *ctx, int argc, char **argv)
{
	const char *program = path_join(
		&ctx->arena, ctx->places.libexec, program_of(ctx->command->name));
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
