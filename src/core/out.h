/* SPDX-License-Identifier: MIT
 * What the program says: answers go to `out` (stdout), everything said to `err`
 * (stderr). Only commands and main() call these; the model returns codes and notes.
 */
#pragma once

#include "arena.h"
#include "status.h"

struct out {
	struct arena *arena;
	FILE *out, *err;
	bool out_tty;	/* control bytes in answers are shown escaped */
	bool err_color; /* messages may be colored */
	bool err_draws; /* stderr is a terminal that can redraw a line */
};

/* The standard streams; of the three descriptors none is free afterwards, so that no file
 * opened later gets what is said. `plain` is true when NO_COLOR or TERM=dumb ask for no
 * colour. */
void out_init(struct out *out, struct arena *arena, bool plain);

/* A piece of the answer, as it is. */
void out_print(struct out *out, const char *format, ...) _printf_(2, 3);
/* The same for a text as it stands. */
void out_text(struct out *out, const char *text);
/* A name or path as a piece of the answer: as it is, or escaped on a terminal. */
const char *out_name(struct out *out, const char *name);

/* The line as out_warn() would print it, for who prints it later. */
char *out_format_warning(struct out *out, const char *text);
/* One line to the user: "cudaenv: ...". Control bytes are escaped: one call, one line. */
void out_warn(struct out *out, const char *format, ...) _printf_(2, 3);
/* The same for a text as it stands. */
void out_warn_line(struct out *out, const char *text);
/* A further line that belongs to the one said before, without the program's name. */
void out_hint(struct out *out, const char *format, ...) _printf_(2, 3);
/* Prints "cudaenv: ...: <text of error>" for a negative errno. Returns STATUS_FAILED. */
enum status out_error(struct out *out, int error, const char *format, ...) _printf_(3, 4);

/* Flushes; false when something could not be written (a full disk, a closed pipe). */
_must_check_ bool out_close(struct out *out);

/* `s` with its control characters as \n, \t, \033: Turns this: "a<ESC>[31m" into
 * "a\033[31m". So are C1 controls and what reorders text on a terminal. */
char *out_escape(struct arena *arena, const char *s);
