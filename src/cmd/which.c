/* SPDX-License-Identifier: MIT
 * which, whence: where a program is.
 */
#include "config.h"

#include "ctx.h"
#include "program.h"
#include "core/json.h"

/* The nearest selection that can be had: what the hook leaves in force. */
static struct selection selection_in_force(struct ctx *ctx)
{
	struct selector selector = selector_new(&ctx->registry, &ctx->vars, ctx->cwd);
	struct selection selection = { 0 };

	while (selector_next(&selector, &selection)) {
		selection_resolve(&selection, &ctx->registry);
		if (selection_usable(&selection))
			break;
	}
	return selection;
}

int cmd_which(struct ctx *ctx, int argc, char **argv)
{
	bool nosystem = false, skip_advice = false, as_json = false;
	const struct opt opts[] = {
		{ 0, "nosystem", NULL, "look in the selected toolkits only", &nosystem,
			NULL },
		{ 0, "skip-advice", NULL, "do not tell which toolkits have it",
			&skip_advice, NULL },
		{ 0, "json", NULL, "print JSON (schema 1)", &as_json, NULL },
		OPT_END,
	};
	struct selection selection;
	struct program program;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 1, 1), missing;

	if (r != OPT_GO)
		return r;
	selection = selection_here(ctx);
	if (complain_file(ctx, &selection))
		return 1;
	program = program_find(ctx, &selection, argv[1], !nosystem);
	missing = program.toolkit ? 0 : complain_missing(ctx, &selection);
	if (missing) {
		selection = selection_in_force(ctx);
		program = program_find(ctx, &selection, argv[1], !nosystem);
	}
	if (program.status)
		return missing && program.status == 127
			       ? 127
			       : program_complain(ctx, &program, argv[1], !skip_advice);
	if (as_json) {
		struct json json = json_new(&ctx->arena);

		json_open(&json, NULL, '{');
		json_int(&json, "schema", 1);
		json_string(&json, "program", argv[1]);
		json_string(&json, "path", program.path);
		json_string(
			&json, "version", program.toolkit ? program.toolkit->name : NULL);
		json_close(&json, '{');
		out_print(&ctx->out, "%s\n", json.text.s);
	} else {
		out_print(&ctx->out, "%s\n", out_name(&ctx->out, program.path));
	}
	return missing;
}

int cmd_whence(struct ctx *ctx, int argc, char **argv)
{
	bool as_path = false;
	const struct opt opts[] = {
		{ 0, "path", NULL, "print the files, not the names of the toolkits",
			&as_path, NULL },
		OPT_END,
	};
	struct strv owners;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 1, 1);

	if (r != OPT_GO)
		return r;
	owners = program_owners(ctx, argv[1], as_path);
	for (size_t i = 0; i < owners.n; i++)
		out_print(&ctx->out, "%s\n", out_name(&ctx->out, owners.v[i]));
	return owners.n ? 0 : 1;
}
