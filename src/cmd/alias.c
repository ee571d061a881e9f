/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"

#include <errno.h>

static int list(struct ctx *ctx)
{
	const struct machine here = { .root = "", .arena = &ctx->arena };
	struct strv files = strv_new(&ctx->arena);

	for (size_t i = 0; i < ctx->settings.n_alias; i++)
		out_print(&ctx->out, "%s = %s (config)\n", ctx->settings.alias[i].name,
			ctx->settings.alias[i].spec);
	if (ctx->dirs.root)
		files = machine_list(
			&here, path_join(&ctx->arena, ctx->dirs.root, "aliases"));
	for (size_t i = 0; i < files.n; i++) {
		const char *spec = registry_alias_file(&ctx->registry, files.v[i]);

		if (spec && !settings_alias(&ctx->settings, files.v[i]))
			out_print(&ctx->out, "%s = %s\n", out_name(&ctx->out, files.v[i]),
				out_name(&ctx->out, spec));
	}
	return 0;
}

static int show(struct ctx *ctx, const char *name)
{
	const char *spec = settings_alias(&ctx->settings, name);

	if (!spec)
		spec = registry_alias_file(&ctx->registry, name);
	if (!spec) {
		out_warn(&ctx->out, "no alias `%s'", name);
		return 1;
	}
	out_print(&ctx->out, "%s\n", out_name(&ctx->out, spec));
	return 0;
}

int cmd_alias(struct ctx *ctx, int argc, char **argv)
{
	bool unset = false, force = false;
	const struct opt opts[] = {
		{ 0, "unset", NULL, "remove the alias", &unset, NULL },
		{ 'f', "force", NULL, "also for a version that is not installed", &force,
			NULL },
		OPT_END,
	};
	const char *dir, *file;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 2);

	if (r != OPT_GO)
		return r;
	if (argc == 1)
		return list(ctx);
	if (!spec_valid(argv[1]))
		return complain_spec(ctx, argv[1]);
	if (argc == 2 && !unset)
		return show(ctx, argv[1]);
	if (spec_reserved(argv[1])) {
		out_warn(&ctx->out, "`%s' is a word of cudaenv's own", argv[1]);
		return 1;
	}
	if (settings_alias(&ctx->settings, argv[1])) {
		out_warn(&ctx->out,
			"alias `%s' is set in the config file: change it there", argv[1]);
		return 1;
	}
	if (!ctx->dirs.root) {
		out_warn(
			&ctx->out, "no user scope: neither CUDAENV_ROOT nor HOME is set");
		return 1;
	}
	dir = path_join(&ctx->arena, ctx->dirs.root, "aliases");
	file = path_join(&ctx->arena, dir, argv[1]);
	if (unset) {
		r = remove_file(ctx, file);
	} else {
		const char *text = arena_printf(&ctx->arena, "%s\n", argv[2]);

		r = check_specs(ctx, 1, argv + 2, force);
		if (r)
			return r;
		r = dir_make(dir);
		if (r == 0)
			r = file_replace(file, text, strlen(text));
		if (r < 0)
			return out_error(&ctx->out, r, "cannot write %s", file);
	}
	bump_generation(ctx);
	return r;
}
