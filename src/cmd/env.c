/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "core/json.h"

#include <limits.h>

/* What a process finds without any PATH: the distribution's own, environment.d(5). */
#define BASE_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static int print_shell(
	struct ctx *ctx, const struct shell *shell, const struct desired_env *wants)
{
	struct str code = str_new(&ctx->arena);

	for (size_t i = 0; i < wants->n; i++) {
		if (shell->can_hold && !shell->can_hold(wants->v[i].value)) {
			out_warn(&ctx->out, "%s cannot hold the value of %s", shell->name,
				wants->v[i].name);
			return 1;
		}
		shell->want(&code, &wants->v[i]);
	}
	if (shell->end)
		shell->end(&code);
	out_text(&ctx->out, code.s);
	return 0;
}

/* The whole value, on top of a base that does not depend on who asks. */
static const char *absolute(
	struct ctx *ctx, const struct desired_var *want, const char *base)
{
	if (!streq(want->name, "PATH") || want->position == POSITION_SCALAR)
		return want->value;
	return pathlist_insert(&ctx->arena, base, want->value, PATHLIST_FRONT);
}

static void print_json(struct ctx *ctx, const struct desired_env *wants, const char *base)
{
	struct json json = json_new(&ctx->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_open(&json, "env", '{');
	for (size_t i = 0; i < wants->n; i++)
		json_string(&json, wants->v[i].name, absolute(ctx, &wants->v[i], base));
	json_close(&json, '{');
	json_close(&json, '{');
	out_print(&ctx->out, "%s\n", json.text.s);
}

/* Double quotes with \ before what is special in them: what docker compose, direnv's
 * dotenv and the dotenv libraries agree on. */
static int print_dotenv(
	struct ctx *ctx, const struct desired_env *wants, const char *base)
{
	for (size_t i = 0; i < wants->n; i++) {
		const char *value = absolute(ctx, &wants->v[i], base);
		struct str text = str_new(&ctx->arena);

		if (strpbrk(value, "\n\r")) {
			out_warn(&ctx->out, "dotenv cannot hold the value of %s",
				wants->v[i].name);
			return 1;
		}
		for (; *value; value++) {
			if (strchr("\\\"$`", *value))
				str_addc(&text, '\\');
			str_addc(&text, *value);
		}
		out_print(&ctx->out, "%s=\"%s\"\n", wants->v[i].name, text.s);
	}
	return 0;
}

static const char *default_format(struct ctx *ctx)
{
	const char *shell = vars_get_nonempty(&ctx->vars, "SHELL");

	return shell && shell_find(shell) ? shell_find(shell)->name : "sh";
}

int cmd_env(struct ctx *ctx, int argc, char **argv)
{
	const char *format = NULL, *base = BASE_PATH;
	bool as_json = false;
	const struct opt opts[] = {
		{ 'f', "format", "FORMAT", "a shell's name, json or dotenv", NULL,
			&format },
		{ 0, "base", "PATH",
			"json, dotenv: what stands behind our elements of PATH", NULL,
			&base },
		{ 0, "json", NULL, "the same as --format json", &as_json, NULL },
		OPT_END,
	};
	struct selection selection;
	struct desired_env wants;
	struct vars vars;
	struct state state;
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, INT_MAX);

	if (r != OPT_GO)
		return r;
	if (argc > 1) {
		r = check_specs(ctx, argc - 1, argv + 1, true);
		if (r)
			return r;
		selection = selection_given(ctx, argc - 1, argv + 1, NULL);
	} else {
		selection = selection_here(ctx);
	}
	if (complain_file(ctx, &selection) || complain_missing(ctx, &selection))
		return 1;
	vars = vars_copy(&ctx->vars);
	if (state_decode(&ctx->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	wants = desired_env_of(&ctx->arena, &selection, &ctx->settings, &vars);
	if (!format)
		format = as_json ? "json" : default_format(ctx);
	if (streq(format, "json")) {
		print_json(ctx, &wants, base);
		return 0;
	}
	if (streq(format, "dotenv"))
		return print_dotenv(ctx, &wants, base);
	if (!shell_find(format))
		return opt_wrong(&ctx->out, &ctx->usage, "no such format `%s'", format);
	return print_shell(ctx, shell_find(format), &wants);
}
