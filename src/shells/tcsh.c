/* SPDX-License-Identifier: MIT
 * tcsh. Its eval "`...`" makes words of lines: what it is given is one line, and a value
 * with a newline cannot be carried.
 */
#include "config.h"

#include "shell.h"

#include <ctype.h>

static bool can_hold(const char *value)
{
	return !strchr(value, '\n');
}

/* Adds a backslash before each byte that may be special, and no quotes: in quotes, the
 * meaning of a backslash depends on `backslash_quote`, and that of `!` on `histchars`. A
 * newline, which cannot be quoted, becomes a space. */
static void quote(struct str *code, const char *text)
{
	if (!*text)
		str_add(code, "''");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x80 && !isalnum(c) && !strchr("/._-", c))
			str_addc(code, '\\');
		str_addc(code, c == '\n' ? ' ' : *text);
	}
}

/* Setting PATH sets `path`, and an error ends all that runs: not where that is readonly.
 */
static void edit(struct str *code, const struct edit *edit)
{
	const char *unless = "";

	if (edit->value && !can_hold(edit->value))
		return;
	if (streq(edit->name, "PATH")) {
		str_add(code, "if ($?__cudaenv_fixed) /bin/sh -c "
			      "'echo cudaenv: PATH is readonly: skipped >&2'; ");
		unless = "if (! $?__cudaenv_fixed) ";
	}
	if (!edit->value) {
		str_addf(code, "%sunsetenv %s; ", unless, edit->name);
		return;
	}
	str_addf(code, "%ssetenv %s ", unless, edit->name);
	quote(code, edit->value);
	str_add(code, "; ");
}

static void assign(struct str *code, const char *name, const char *value)
{
	str_addf(code, "set %s = ", name);
	quote(code, value);
	str_add(code, "; ");
}

static void load(struct str *code, const char *names, const struct shell_file *files)
{
	(void)names;
	assign(code, "__cudaenv_script", files->path);
	str_add(code, "source $__cudaenv_script:q load; ");
}

/* One echo for each line. What echo makes of a backslash or of -n depends on echo_style.
 */
static void print(struct str *code, const char *text)
{
	struct strv lines = strv_split(code->arena, text, '\n');

	str_add(code, "(set echo_style = none");
	for (size_t i = 0; i + 1 < lines.n; i++) {
		str_add(code, "; echo ");
		quote(code, lines.v[i]);
	}
	str_add(code, "); ");
}

/* Words for the loop of __cudaenv_leave. */
static void undo(struct str *code, const struct state *state)
{
	str_add(code, "set __cudaenv_undo = (");
	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		if (!can_hold(applied->value) || !can_hold(applied->saved))
			continue;
		str_addf(code, "%s %s %c ",
			applied->position == POSITION_SCALAR ? "back" : "take",
			applied->name, applied->prior);
		quote(code, applied->value);
		str_addc(code, ' ');
		quote(code, applied->saved);
		str_addc(code, ' ');
	}
	str_add(code, "); ");
}

/* Adds the colon to the old value first: a one-line `if` cannot have an `else`. */
static void want(struct str *code, const struct desired_var *want)
{
	const char *name = want->name;

	if (want->position != POSITION_SCALAR) {
		str_addf(code, "if (! $?%s) setenv %s ''; ", name, name);
		str_addf(code, "if (\"x$%s:q\" != x) setenv %s ", name, name);
		str_addf(code,
			want->position == POSITION_BEFORE ? "\":$%s:q\"; "
							  : "\"${%s:q}:\"; ",
			name);
	}
	str_addf(code, "setenv %s ", name);
	if (want->position == POSITION_AFTER)
		str_addf(code, "\"$%s:q\"", name);
	quote(code, want->value);
	if (want->position == POSITION_BEFORE)
		str_addf(code, "\"$%s:q\"", name);
	str_add(code, "; ");
}

static void end(struct str *code)
{
	str_addc(code, '\n');
}

const struct shell shell_tcsh = {
	.name = "tcsh",
	.forget = "unsetenv ",
	.files = { "cudaenv.tcsh" },
	.load = load,
	.edit = edit,
	.assign = assign,
	.print = print,
	.undo = undo,
	.want = want,
	.done = "set __cudaenv_done; ",
	.begin = "eval \"$__cudaenv_begin:q\"; ",
	.end = end,
	.can_hold = can_hold,
};
