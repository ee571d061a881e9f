/* SPDX-License-Identifier: MIT
 * version, version-name, version-origin, version-file: what applies here, as pyenv has
 * it.
 */
#include "config.h"

#include "ctx.h"
#include "core/json.h"

#include <limits.h>

static int json_answer(struct ctx *ctx, const struct selection *selection)
{
	static const char *const scopes[] = { "shell", "project", "global", "none" };
	struct json json = json_new(&ctx->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "scope", scopes[selection->scope]);
	json_string(&json, "origin", selection->origin);
	json_open(&json, "versions", '[');
	for (size_t i = 0; i < selection->specs.n; i++) {
		const struct resolution *to = &selection->resolved[i];

		json_open(&json, NULL, '{');
		json_string(&json, "spec", to->raw);
		json_string(&json, "name", resolution_name(to));
		json_bool(&json, "installed",
			to->result == RESOLVED_TOOLKIT || to->result == RESOLVED_SYSTEM);
		json_string(&json, "path",
			to->result == RESOLVED_TOOLKIT ? to->toolkit->path : NULL);
		json_close(&json, '{');
	}
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&ctx->out, "%s\n", json.text.s);
	return 0;
}

int cmd_version(struct ctx *ctx, int argc, char **argv)
{
	bool bare = false, as_json = false;
	const struct opt opts[] = {
		{ 0, "bare", NULL, "print the names alone", &bare, NULL },
		{ 0, "json", NULL, "print JSON (schema 1)", &as_json, NULL },
		OPT_END,
	};
	struct selection selection;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	selection = selection_here(ctx);
	r = complain_file(ctx, &selection);
	if (as_json)
		json_answer(ctx, &selection);
	for (size_t i = 0; i < selection.specs.n && !as_json; i++) {
		const struct resolution *to = &selection.resolved[i];

		if (to->result != RESOLVED_TOOLKIT && to->result != RESOLVED_SYSTEM)
			continue;
		out_print(&ctx->out, "%s\n",
			out_name(&ctx->out, bare ? resolution_name(to)
						 : set_by(ctx, resolution_name(to),
							   selection.origin)));
	}
	return complain_missing(ctx, &selection) | r;
}

int cmd_version_name(struct ctx *ctx, int argc, char **argv)
{
	struct selection selection;
	struct strv names = strv_new(&ctx->arena);
	bool force = false;
	const struct opt opts[] = {
		{ 'f', "force", NULL, "print also what is not installed", &force, NULL },
		OPT_END,
	};
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	selection = selection_here(ctx);
	r = complain_file(ctx, &selection);
	for (size_t i = 0; i < selection.specs.n; i++) {
		const struct resolution *to = &selection.resolved[i];

		if (force || to->result == RESOLVED_TOOLKIT ||
			to->result == RESOLVED_SYSTEM)
			strv_add(&names, resolution_name(to));
	}
	if (names.n)
		out_print(&ctx->out, "%s\n", strv_join(&names, ":"));
	return (force ? 0 : complain_missing(ctx, &selection)) | r;
}

int cmd_version_origin(struct ctx *ctx, int argc, char **argv)
{
	struct selection selection;
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	selection = selection_here(ctx);
	out_print(&ctx->out, "%s\n",
		out_name(&ctx->out, selection.origin ? selection.origin : "nothing"));
	return 0;
}

int cmd_version_file(struct ctx *ctx, int argc, char **argv)
{
	struct selector selector;
	struct selection selection;
	const char *file;
	int r = opt_parse(&ctx->out, &ctx->usage, NULL, &argc, argv, 0, 1);

	if (r != OPT_GO)
		return r;
	if (argc == 2) {
		const char *dir = argv[1];

		if (*dir != '/' && ctx->cwd)
			dir = path_join(&ctx->arena, ctx->cwd, dir);
		file = selection_project_file(&ctx->arena, dir,
			vars_get_nonempty(&ctx->vars, "CUDAENV_CEILING_DIRECTORIES"));
		if (!file)
			return 1;
		out_print(&ctx->out, "%s\n", out_name(&ctx->out, file));
		return 0;
	}
	selector = selector_new(&ctx->registry, &ctx->vars, ctx->cwd);
	do {
		if (!selector_next(&selector, &selection))
			return 1;
	} while (selection.scope == SCOPE_SHELL);
	if (!selection.file)
		return 1;
	out_print(&ctx->out, "%s\n", out_name(&ctx->out, selection.file));
	return 0;
}
