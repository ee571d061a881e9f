/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "out.h"

#include "str.h"
#include "utf8.h"

#include <errno.h>
#include <fcntl.h>

/* If a standard descriptor is closed, the next open() would reuse its number, and output
 * would go to that file. /dev/null takes the number, opened so that using it still fails,
 * and closed in programs that are started. */
static void reserve_std_fds(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags | O_CLOEXEC) < 0)
			return;
	}
}

void out_init(struct out *out, struct arena *arena, bool plain)
{
	reserve_std_fds();
	*out = (struct out){
		.arena = arena,
		.out = stdout,
		.err = stderr,
		.out_tty = isatty(STDOUT_FILENO),
		.err_color = !plain && isatty(STDERR_FILENO),
	};
}

/* Characters that reorder the text around them or end a line: U+061C, U+200E, U+200F,
 * U+2028 to U+202E, U+2066 to U+2069 (Unicode Standard Annex 9, section 2). */
static const char *const marks[] = { "\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f",
	"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac",
	"\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8",
	"\xe2\x81\xa9" };

/* Returns the length of the control character at `s`, or 0 if it is not one. */
static size_t control_length(const char *s)
{
	unsigned char c = (unsigned char)s[0];

	if (c < 0x20 || c == 0x7f)
		return 1;
	if (c < 0x80)
		return 0;
	/* C1: U+0080 to U+009F, or the same as single bytes in text that is not UTF-8. */
	if (!utf8_length(s))
		return c < 0xa0;
	if (c == 0xc2)
		return (unsigned char)s[1] < 0xa0 ? 2 : 0;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (skip_prefix(s, marks[i]))
			return strlen(marks[i]);
	return 0;
}

char *out_escape(struct arena *arena, const char *s)
{
	struct str text = str_new(arena);

	while (*s) {
		size_t control = control_length(s), n = utf8_length(s);

		if (!control)
			str_addn(&text, s, n = n ? n : 1);
		else if (*s == '\n')
			str_add(&text, "\\n");
		else if (*s == '\t')
			str_add(&text, "\\t");
		else
			for (size_t i = 0; i < control; i++)
				str_addf(&text, "\\%03o", (unsigned char)s[i]);
		s += control ? control : n;
	}
	return text.s;
}

void out_print(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(out->out, format, args);
	va_end(args);
}

void out_text(struct out *out, const char *text)
{
	fputs(text, out->out);
}

const char *out_name(struct out *out, const char *name)
{
	return out->out_tty ? out_escape(out->arena, name) : name;
}

/* Returns the line, with `head` in bold if color is on. */
static char *message_line(struct out *out, const char *head, const char *text)
{
	bool bold = out->err_color && *head;

	return arena_cat(out->arena, bold ? "\033[1m" : "", head, bold ? "\033[0m" : "",
		out_escape(out->arena, text), "\n");
}

static void print_message(struct out *out, const char *head, const char *text)
{
	/* In one call, so that the lines of two programs never mix. */
	fputs(message_line(out, head, text), out->err);
}

char *out_format_warning(struct out *out, const char *text)
{
	return message_line(out, "cudaenv: ", text);
}

void out_warn_line(struct out *out, const char *text)
{
	print_message(out, "cudaenv: ", text);
}

void out_warn(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	out_warn_line(out, arena_vprintf(out->arena, format, args));
	va_end(args);
}

void out_hint(struct out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(out, "", arena_vprintf(out->arena, format, args));
	va_end(args);
}

enum status out_error(struct out *out, int error, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = arena_vprintf(out->arena, format, args);
	va_end(args);
	out_warn(out, "%s: %s", what, strerror(-error));
	return STATUS_FAILED;
}

bool out_close(struct out *out)
{
	bool good = fflush(out->out) == 0 && !ferror(out->out);

	fflush(out->err);
	return good;
}
