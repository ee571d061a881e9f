/* SPDX-License-Identifier: MIT
 * Text as messages are compared: what a terminal, an editor or a mail program added to
 * it is removed.
 *
 *   - Escape sequences and control characters are removed; a carriage return and a form
 *     feed end a line.
 *   - A run of whitespace becomes one space, or one newline if it contains a line end.
 *   - Typographic quotes and the backtick become ', box-drawing characters and
 *     no-break spaces become spaces.
 *
 * The case of letters is kept: pattern.h ignores it. The state survives between chunks,
 * so a sequence may be split anywhere.
 */
#pragma once

#include "core/macro.h"

struct clean {
	int state;	       /* within an escape sequence */
	unsigned char held[3]; /* the start of an incomplete UTF-8 sequence */
	size_t n_held;
	char gap;    /* whitespace seen and not yet written: ' ' or '\n'; 0 */
	size_t line; /* of the last byte that was read, from 1 */
};

/* As at the start of a line. */
struct clean clean_new(void);

/* Cleans one byte. Writes 0 to 4 bytes to `to` and returns their number. */
size_t clean_byte(struct clean *clean, unsigned char byte, char *to);

/* Cleans `n` bytes of `from` into `to`, which has room for 2 * n + 4 bytes. Returns the
 * number of bytes written. Trailing whitespace is dropped. */
size_t clean_text(const char *from, size_t n, char *to);
