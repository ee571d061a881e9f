/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"

#include <limits.h>

/* The directory that `system` means: that of the nvcc on PATH, or the machine's link. */
static const char *system_prefix(struct ctx *ctx)
{
	struct vars vars = vars_copy(&ctx->vars);
	struct state state;
	const char *path;
	struct strv dirs;

	if (state_decode(&ctx->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	path = vars_get(&vars, "PATH");
	dirs = strv_split(&ctx->arena, path ? path : "", ':');
	for (size_t i = 0; i < dirs.n; i++) {
		const char *nvcc = path_join(&ctx->arena, dirs.v[i], "nvcc");

		if (*nvcc == '/' && access(nvcc, X_OK) == 0)
			return path_parent(&ctx->arena, path_parent(&ctx->arena, nvcc));
	}
	return machine_is_dir(&ctx->machine, "/usr/local/cuda") ? "/usr/local/cuda"
								: NULL;
}

int cmd_prefix(struct ctx *ctx, int argc, char **argv)
{
	struct selection selection;
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, INT_MAX);

	if (r != OPT_GO)
		return r;
	if (argc > 1) {
		r = check_specs(ctx, argc - 1, argv + 1, true);
		selection = selection_given(ctx, argc - 1, argv + 1, NULL);
	} else {
		r = 0;
		selection = selection_here(ctx);
		if (complain_file(ctx, &selection))
			return 1;
	}
	if (r)
		return r;
	for (size_t i = 0; i < selection.specs.n; i++) {
		const struct resolution *to = &selection.resolved[i];
		const char *dir = NULL;

		if (to->result == RESOLVED_SYSTEM) {
			dir = system_prefix(ctx);
			if (!dir) {
				out_warn(&ctx->out,
					"no CUDA toolkit in the system: "
					"there is no nvcc on PATH and no /usr/local/cuda");
				r = 1;
			}
		} else if (to->result == RESOLVED_TOOLKIT) {
			dir = to->toolkit->path;
		}
		if (dir)
			out_print(&ctx->out, "%s\n", out_name(&ctx->out, dir));
	}
	return complain_missing(ctx, &selection) | r;
}

int cmd_latest(struct ctx *ctx, int argc, char **argv)
{
	struct toolkit *toolkit;
	struct spec spec = { 0 };
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, 1);

	if (r != OPT_GO)
		return r;
	if (argc == 2) {
		if (!spec_valid(argv[1]))
			return complain_spec(ctx, argv[1]);
		spec = spec_parse(&ctx->arena, argv[1]);
	}
	toolkit = argc == 2 && !spec.numeric ? NULL
					     : resolve_newest(&ctx->registry,
						       argc == 2 ? &spec.version : NULL);
	if (!toolkit) {
		out_warn(&ctx->out, "no installed versions match the prefix `%s'",
			argc == 2 ? argv[1] : "");
		return 1;
	}
	out_print(&ctx->out, "%s\n", toolkit->name);
	return 0;
}

int cmd_root(struct ctx *ctx, int argc, char **argv)
{
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	if (!ctx->dirs.root) {
		out_warn(&ctx->out,
			"no data directory: neither CUDAENV_ROOT nor HOME is set");
		return 1;
	}
	out_print(&ctx->out, "%s\n", out_name(&ctx->out, ctx->dirs.root));
	return 0;
}
