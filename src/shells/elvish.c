/* SPDX-License-Identifier: MIT
 * elvish. Each variable that it gives its children is a string of any bytes, but its code
 * must be UTF-8.
 */
#include "config.h"

#include "shell.h"

/* In double quotes, \xHH is a byte. All other printable characters are literal. */
static void quote(struct str *code, const char *text)
{
	str_addc(code, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			str_addf(code, "\\x%02x", c);
		else
			str_addc(code, *text);
	}
	str_addc(code, '"');
}

static void edit(struct str *code, const struct edit *edit)
{
	if (!edit->value) {
		str_addf(code, "unset-env %s\n", edit->name);
		return;
	}
	str_addf(code, "set-env %s ", edit->name);
	quote(code, edit->value);
	str_addc(code, '\n');
}

/* Code that is evaluated has a scope of its own; who evaluates it takes the variable out.
 */
static void assign(struct str *code, const char *name, const char *value)
{
	str_addf(code, "var %s = ", name);
	quote(code, value);
	str_addc(code, '\n');
}

static void print(struct str *code, const char *text)
{
	str_add(code, "print ");
	quote(code, text);
	str_addc(code, '\n');
}

/* A list of what to do, for the function `leave`. */
static void undo(struct str *code, const struct state *state)
{
	str_add(code, "var __cudaenv_undo = [");
	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		str_addf(code, "[%s %s %c ",
			applied->position == POSITION_SCALAR ? "back" : "take",
			applied->name, applied->prior);
		quote(code, applied->value);
		str_addc(code, ' ');
		quote(code, applied->saved);
		str_add(code, "] ");
	}
	str_add(code, "]\n");
}

/* $E:NAME is empty where the variable is not set. */
static void want(struct str *code, const struct desired_var *want)
{
	str_addf(code, "set-env %s ", want->name);
	if (want->position == POSITION_AFTER)
		str_addf(code, "(if (not-eq $E:%s '') { put $E:%s':' } else { put '' })",
			want->name, want->name);
	quote(code, want->value);
	if (want->position == POSITION_BEFORE)
		str_addf(code, "(if (not-eq $E:%s '') { put ':'$E:%s } else { put '' })",
			want->name, want->name);
	str_addc(code, '\n');
}

const struct shell shell_elvish = {
	.name = "elvish",
	.files = { "cudaenv.elvish" },
	.edit = edit,
	.assign = assign,
	.print = print,
	.undo = undo,
	.want = want,
	.done = "var __cudaenv_done = 1\n",
	.begin =
		"begin $__cudaenv_again $__cudaenv_told $__cudaenv_undo $__cudaenv_bin\n",
};
