/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "trust.h"

#include <errno.h>

/* The first directory from the root down to `path` that someone else than root can
 * change, NULL when there is none. */
static const char *weak_directory(struct ctx *ctx, const char *path)
{
	for (const char *dir = path;; dir = path_parent(&ctx->arena, dir)) {
		struct stat st;

		if (machine_stat(&ctx->machine, dir, &st) < 0 || st.st_uid != 0 ||
			(st.st_mode & 022) != 0)
			return dir;
		if (streq(dir, "/"))
			return NULL;
	}
}

int trust_check(struct ctx *ctx, const struct toolkit *toolkit)
{
	static const char *const below[] = { "", "bin", "lib64", "lib" };

	for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
		const char *path = path_join(&ctx->arena, toolkit->path, below[i]);
		const char *real = machine_real(&ctx->machine, path), *weak;
		struct stat st = { 0 };

		if (!real)
			continue;
		weak = weak_directory(ctx, real);
		if (!weak)
			continue;
		if (machine_stat(&ctx->machine, weak, &st) < 0)
			return out_error(&ctx->out, -errno, "%s", weak);
		out_say(&ctx->out,
			"%s cannot be selected for the machine: %s (owner uid %u, mode %04o) can be changed by others than root",
			toolkit->path, weak, (unsigned)st.st_uid,
			(unsigned)st.st_mode & 07777);
		out_more(&ctx->out,
			"  to install one that can: sudo cudaenv install --system %s",
			toolkit->name);
		return 1;
	}
	return 0;
}
