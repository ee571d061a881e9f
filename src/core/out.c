/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "out.h"
#include "str.h"

#include <errno.h>

void out_init(struct out *out, struct arena *arena, bool plain)
{
	*out = (struct out){
		.arena = arena,
		.answer = stdout,
		.talk = stderr,
		.answer_tty = isatty(STDOUT_FILENO),
		.talk_colour = !plain && isatty(STDERR_FILENO),
	};
}

char *escape_control(struct arena *arena, const char *s)
{
	struct str text;
	const char *p = s;

	while ((unsigned char)*p >= 0x20 && *p != 0x7f)
		p++;
	if (!*p)
		return arena_dup(arena, s);
	text = str_new(arena);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\n')
			str_add(&text, "\\n");
		else if (c == '\t')
			str_add(&text, "\\t");
		else if (c < 0x20 || c == 0x7f)
			str_addf(&text, "\\%03o", c);
		else
			str_addc(&text, *s);
	}
	return text.s;
}

void out_print(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(out->answer, format, args);
	va_end(args);
}

void out_text(struct out *out, const char *text)
{
	fputs(text, out->answer);
}

const char *out_name(struct out *out, const char *name)
{
	return out->answer_tty ? escape_control(out->arena, name) : name;
}

static char *spoken(struct out *out, const char *head, const char *text)
{
	bool bold = out->talk_colour && *head;

	return arena_cat(out->arena, bold ? "\033[1m" : "", head, bold ? "\033[0m" : "",
		escape_control(out->arena, text), "\n");
}

static void talk(struct out *out, const char *head, const char *text)
{
	/* In one piece, so that two programs never mix within a line. */
	fputs(spoken(out, head, text), out->talk);
}

char *out_spoken(struct out *out, const char *text)
{
	return spoken(out, "cudaenv: ", text);
}

void out_line(struct out *out, const char *text)
{
	talk(out, "cudaenv: ", text);
}

void out_say(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	out_line(out, arena_vprintf(out->arena, format, args));
	va_end(args);
}

void out_more(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	talk(out, "", arena_vprintf(out->arena, format, args));
	va_end(args);
}

int out_error(struct out *out, int error, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = arena_vprintf(out->arena, format, args);
	va_end(args);
	out_say(out, "%s: %s", what, strerror(-error));
	return 1;
}

bool out_close(struct out *out)
{
	bool good = fflush(out->answer) == 0 && !ferror(out->answer);

	fflush(out->talk);
	return good;
}
