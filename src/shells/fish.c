/* SPDX-License-Identifier: MIT
 * fish. Variables whose names end in PATH are lists there, split and joined at ":".
 */
#include "config.h"

#include "shell.h"

#include "model/export_vars.h"

/* In single quotes only \\ and \' are special (fish: "Quotes"). */
static void quote(struct str *code, const char *text)
{
	str_addc(code, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			str_addc(code, '\\');
		str_addc(code, *text);
	}
	str_addc(code, '\'');
}

static bool is_list(const char *name)
{
	return export_vars_is_path(name) || streq(name, "_OLD_VIRTUAL_PATH");
}

/* Element by element, so that empty ones stay as they are. */
static void quote_value(struct str *code, const char *name, const char *value)
{
	struct strv elements;

	if (!is_list(name)) {
		quote(code, value);
		return;
	}
	if (!*value) /* a list of none, not of an empty one */
		return;
	elements = strv_split(code->arena, value, ':');
	for (size_t i = 0; i < elements.n; i++) {
		if (i)
			str_addc(code, ' ');
		quote(code, elements.v[i]);
	}
}

static void edit(struct str *code, const struct edit *edit)
{
	if (!edit->value) {
		str_addf(code, "set -eg %s\n", edit->name);
		/* A universal one is of all shells; here, an empty one hides it. */
		if (streq(edit->name, "CUDAENV_VERSION"))
			str_add(code, "set -q CUDAENV_VERSION; "
				      "and set -gx CUDAENV_VERSION\n");
		return;
	}
	str_addf(code, "set -g%c %s ", edit->exported ? 'x' : 'u', edit->name);
	quote_value(code, edit->name, edit->value);
	str_addc(code, '\n');
}

static void assign(struct str *code, const char *name, const char *value)
{
	str_addf(code, "set -g %s ", name);
	quote(code, value);
	str_addc(code, '\n');
}

static void print(struct str *code, const char *text)
{
	str_add(code, "printf %s ");
	quote(code, text);
	str_addc(code, '\n');
}

static void undo(struct str *code, const struct state *state)
{
	struct str body = str_new(code->arena);

	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		str_addf(&body, "__cudaenv_%s %s %c ",
			applied->position == POSITION_SCALAR ? "back" : "take",
			applied->name, applied->prior);
		quote(&body, applied->value);
		str_addc(&body, ' ');
		quote(&body, applied->saved);
		str_addc(&body, '\n');
	}
	if (state->n)
		str_add(&body, "set -eg " STATE_VARIABLE "\n");
	assign(code, "__cudaenv_undo", body.s);
}

static void names(struct str *code, const char *shell)
{
	const char *name;

	(void)shell;
	str_add(code, "set -g __cudaenv_names");
	for (size_t i = 0; (name = export_vars_hook_name(i)); i++)
		str_cat(code, " ", name);
	str_addc(code, '\n');
}

static void guard(struct str *code, const struct strv *hidden, const char *body)
{
	str_add(code, "if false");
	for (size_t i = 0; i < hidden->n; i++)
		str_addf(code, "; or set -q %s", hidden->v[i]);
	str_addf(code, "\n__cudaenv_apply --start\nelse\n%send\n", body);
}

static void want(struct str *code, const struct desired_var *want)
{
	str_addf(code, "set -gx %s", want->name);
	if (want->position == POSITION_AFTER)
		str_addf(code, " $%s", want->name);
	str_addc(code, ' ');
	quote_value(code, want->name, want->value);
	if (want->position == POSITION_BEFORE)
		str_addf(code, " $%s", want->name);
	str_addc(code, '\n');
}

const struct shell shell_fish = {
	.name = "fish",
	.forget = "set -e ",
	.files = { "cudaenv.fish" },
	.names = names,
	.edit = edit,
	.assign = assign,
	.print = print,
	.undo = undo,
	.want = want,
	.guard = guard,
	.done = "__cudaenv_done\n",
	.begin = "__cudaenv_begin\n",
};
