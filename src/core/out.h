/* SPDX-License-Identifier: MIT
 * Output: results go to `out` (stdout), all messages to `err` (stderr). Only commands and
 * main() print; the model returns errors and notes.
 */
#pragma once

#include "arena.h"
#include "status.h"

struct out {
	struct arena *arena;
	FILE *out, *err;
	bool out_tty;	/* stdout is a terminal: control bytes in results are escaped */
	bool err_color; /* messages may have color */
	bool err_draws; /* stderr is a terminal that can redraw a line */
};

/* Sets `out` to the standard streams. A standard descriptor that is closed is reserved
 * first, so that no file opened later receives the output. `plain` turns color off
 * (NO_COLOR, TERM=dumb). */
void out_init(struct out *out, struct arena *arena, bool plain);

/* Prints a formatted result. */
void out_print(struct out *out, const char *format, ...) _printf_(2, 3);
/* Prints `text` unchanged. */
void out_text(struct out *out, const char *text);
/* Returns a name or path as it is printed in a result: unchanged, or escaped on a
 * terminal. */
const char *out_name(struct out *out, const char *name);

/* Prints the message "cudaenv: ...". It is one line: control bytes are escaped. */
void out_warn(struct out *out, const char *format, ...) _printf_(2, 3);
/* The same for a message that is not a format. */
void out_warn_line(struct out *out, const char *text);
/* Prints a line that continues the previous message, without the program's name. */
void out_hint(struct out *out, const char *format, ...) _printf_(2, 3);
/* Prints the message "cudaenv: ...: <description of `error`>"; `error` is a negative
 * errno. Returns STATUS_FAILED. */
enum status out_error(struct out *out, int error, const char *format, ...) _printf_(3, 4);
/* Returns the line that out_warn_line() would print, with its newline. */
char *out_format_warning(struct out *out, const char *text);

/* Flushes both streams. Returns false if results could not be written (a full disk, a
 * closed pipe). */
_must_check_ bool out_close(struct out *out);

/* Returns `s` with control characters escaped as \n, \t or octal: "a<ESC>[31m" becomes
 * "a\033[31m". C1 controls and characters that reorder text on a terminal are escaped,
 * too. */
char *out_escape(struct arena *arena, const char *s);
