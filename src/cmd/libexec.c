/* SPDX-License-Identifier: MIT
 * The commands that are a program of their own: what downloads and unpacks links many
 * libraries, what diagnoses reads half the machine, and none of it shall cost a prompt
 * anything.
 */
#include "config.h"

#include "ctx.h"

#include <errno.h>
#include <stdint.h>

static const struct {
	const char *command, *program;
} programs[] = {
	{ "doctor", "cudaenv-doctor" },
};

static const char *program_of(const char *command)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (streq(programs[i].command, command))
			return programs[i].program;
	return "cudaenv-install";
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
	return out_error(&ctx->out, -errno, "cannot run %s", program);
}
