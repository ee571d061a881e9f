/* SPDX-License-Identifier: MIT
 * nushell. It evaluates no text: the hook reads lines "verb name = JSON" and does as they
 * say; `init` prints a file to be kept. A string there is UTF-8.
 */
#include "config.h"

#include "core/json.h"
#include "core/utf8.h"
#include "shell.h"

static bool can_hold(const char *value)
{
	return utf8_valid(value);
}

/* A JSON string, which a string of nushell can be, too, but for control bytes. */
static void quote(struct str *code, const char *text)
{
	struct json json = json_new(code->arena);

	json_string(&json, NULL, text);
	str_add(code, json.text.s);
}

static void edit(struct str *code, const struct edit *edit)
{
	str_addf(code, "set %s = ", edit->name);
	if (edit->value)
		quote(code, edit->value);
	else
		str_add(code, "null");
	str_addc(code, '\n');
}

static void assign(struct str *code, const char *name, const char *value)
{
	str_addf(code, "const %s = ", name);
	quote(code, value);
	str_addc(code, '\n');
}

static void print(struct str *code, const char *text)
{
	str_add(code, "print answer = ");
	quote(code, text);
	str_addc(code, '\n');
}

/* A list of what to do, for __cudaenv_leave. */
static void undo(struct str *code, const struct state *state)
{
	struct json json = json_new(code->arena);

	json_open(&json, NULL, '[');
	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		if (!can_hold(applied->value) || !can_hold(applied->saved))
			continue;
		json_open(&json, NULL, '[');
		json_string(&json, NULL,
			applied->position == POSITION_SCALAR ? "back" : "take");
		json_string(&json, NULL, applied->name);
		json_string(&json, NULL, (char[]){ (char)applied->prior, '\0' });
		json_string(&json, NULL, applied->value);
		json_string(&json, NULL, applied->saved);
		json_close(&json, '[');
	}
	json_close(&json, '[');
	str_addf(code, "const __cudaenv_undo = %s\n", json.text.s);
}

static void want(struct str *code, const struct desired_var *want)
{
	str_addf(code, "$env.%s = ", want->name);
	if (want->position == POSITION_SCALAR) {
		quote(code, want->value);
		str_addc(code, '\n');
		return;
	}
	str_addf(code, "[$env.%s?] | flatten | compact --empty | ", want->name);
	str_add(code, want->position == POSITION_BEFORE ? "prepend " : "append ");
	quote(code, want->value);
	/* PATH is a list in nushell. */
	str_add(code,
		streq(want->name, "PATH") ? " | split row ':'\n" : " | str join ':'\n");
}

/* The file that init prints is kept: it asks what applies each time that it is read. */
static void guard(struct str *code, const struct strv *hidden, const char *body)
{
	(void)code;
	(void)hidden;
	(void)body;
}

const struct shell shell_nu = {
	.name = "nu",
	.files = { "cudaenv.nu" },
	.edit = edit,
	.assign = assign,
	.print = print,
	.undo = undo,
	.want = want,
	.guard = guard,
	.done = "const __cudaenv_done = true\n",
	.begin = "__cudaenv_begin\n",
	.can_hold = can_hold,
};
