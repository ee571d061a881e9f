/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static int list(struct ctx *ctx)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(&ctx->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->link)
			out_print(&ctx->out, "%s --> %s\n", all[i]->name,
				out_name(&ctx->out, all[i]->link));
	return 0;
}

static int unlink_name(struct ctx *ctx, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode)) {
		out_warn(&ctx->out, "%s is no link: left alone", path);
		return 1;
	}
	return remove_file(ctx, path);
}

static int make(struct ctx *ctx, const char *path, const char *dir)
{
	const struct machine here = { .root = "", .arena = &ctx->arena };
	const char *target = machine_real(&here, dir), *old;
	bool has_nvcc;
	int r;

	if (!target)
		return out_error(&ctx->out, -errno, "%s", dir);
	if (!toolkit_is_at(&here, target, &has_nvcc)) {
		out_warn(&ctx->out,
			"%s is no CUDA toolkit: it has neither bin/nvcc nor a libcudart",
			target);
		return 1;
	}
	if (strpbrk(target, ":\n")) {
		out_warn(&ctx->out,
			"%s cannot be used: PATH cannot hold a `:' or a newline", target);
		return 1;
	}
	old = path_readlink(&ctx->arena, path);
	r = dir_make(path_parent(&ctx->arena, path));
	if (r == 0)
		r = link_replace(path, target);
	if (r == 0 && old && !streq(old, target))
		out_warn(&ctx->out, "note: %s led to %s before", path_base(path), old);
	return r < 0 ? out_error(&ctx->out, r, "cannot link %s", path) : 0;
}

int cmd_link(struct ctx *ctx, int argc, char **argv)
{
	bool unset = false;
	const struct opt opts[] = {
		{ 0, "unset", NULL, "remove the link", &unset, NULL },
		OPT_END,
	};
	const char *path;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 2);

	if (r != OPT_GO)
		return r;
	if (argc == 1)
		return list(ctx);
	if (!spec_valid(argv[1]))
		return complain_spec(ctx, argv[1]);
	if (spec_reserved(argv[1])) {
		out_warn(&ctx->out, "`%s' is a word of cudaenv's own", argv[1]);
		return 2;
	}
	if ((argc == 2) != unset)
		return opt_wrong(
			&ctx->out, &ctx->usage, "a NAME and a DIRECTORY, or --unset");
	if (!ctx->dirs.root) {
		out_warn(
			&ctx->out, "no user scope: neither CUDAENV_ROOT nor HOME is set");
		return 1;
	}
	path = arena_printf(&ctx->arena, "%s/versions/%s", ctx->dirs.root, argv[1]);
	r = unset ? unlink_name(ctx, path) : make(ctx, path, argv[2]);
	if (r == 0)
		bump_generation(ctx);
	return r;
}
