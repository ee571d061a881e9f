/* SPDX-License-Identifier: MIT
 * xonsh. The code is Python, in ASCII whatever the values contain.
 */
#include "config.h"

#include "shell.h"

/* Bytes become text as Python makes it of file names, and come out again as they were. */
static void quote(struct str *code, const char *text)
{
	bool plain = true;

	for (const char *s = text; *s; s++)
		plain = plain && *s >= 0x20 && *s < 0x7f;
	str_add(code, plain ? "'" : "__import__('os').fsdecode(b'");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f)
			str_addf(code, "\\x%02x", c);
		else if (c == '\'' || c == '\\')
			str_addf(code, "\\%c", c);
		else
			str_addc(code, *text);
	}
	str_add(code, plain ? "'" : "')");
}

static void edit(struct str *code, const struct edit *edit)
{
	str_addf(code, "__cudaenv_set('%s', ", edit->name);
	if (edit->value)
		quote(code, edit->value);
	else
		str_add(code, "None");
	str_add(code, ")\n");
}

static void assign(struct str *code, const char *name, const char *value)
{
	str_addf(code, "%s = ", name);
	quote(code, value);
	str_addc(code, '\n');
}

static void load(struct str *code, const char *names, const struct shell_file *files)
{
	(void)names;
	assign(code, "__cudaenv_file", files->path);
	str_add(code,
		"exec(compile(open(__cudaenv_file).read(), __cudaenv_file, 'exec'), "
		"globals())\n");
}

static void print(struct str *code, const char *text)
{
	str_add(code, "__cudaenv_print(");
	quote(code, text);
	str_add(code, ")\n");
}

/* A tuple of what to do, for __cudaenv_leave(). */
static void undo(struct str *code, const struct state *state)
{
	str_add(code, "__cudaenv_undo = (");
	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		str_addf(code, "('%s', '%s', '%c', ",
			applied->position == POSITION_SCALAR ? "back" : "take",
			applied->name, applied->prior);
		quote(code, applied->value);
		str_add(code, ", ");
		quote(code, applied->saved);
		str_add(code, "), ");
	}
	str_add(code, ")\n");
}

static void want(struct str *code, const struct desired_var *want)
{
	str_addf(code, "__xonsh__.env['%s'] = ", want->name);
	if (want->position == POSITION_SCALAR) {
		quote(code, want->value);
		str_addc(code, '\n');
		return;
	}
	str_add(code, "':'.join(filter(None, [");
	if (want->position == POSITION_AFTER)
		str_addf(code, "__xonsh__.env.detype().get('%s'), ", want->name);
	quote(code, want->value);
	if (want->position == POSITION_BEFORE)
		str_addf(code, ", __xonsh__.env.detype().get('%s')", want->name);
	str_add(code, "]))\n");
}

const struct shell shell_xonsh = {
	.name = "xonsh",
	.files = { "cudaenv.xonsh" },
	.load = load,
	.edit = edit,
	.assign = assign,
	.print = print,
	.undo = undo,
	.want = want,
	.done = "__cudaenv_done()\n",
	.begin = "__cudaenv_begin()\n",
};
