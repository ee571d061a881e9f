/* SPDX-License-Identifier: MIT
 * Percent encoding, as in URLs: a byte as "%" and two hexadecimal digits.
 */
#pragma once

#include "str.h"

/* Appends `s` to `out`, with every byte for which `plain` returns false as %XX. To be
 * decoded again, `plain` must return false for '%'. */
void percent_encode(struct str *out, const char *s, bool (*plain)(unsigned char byte));
/* Returns `s` decoded, in the arena. A "%" that is not followed by two hexadecimal digits
 * is kept as it is; an encoded NUL is dropped. */
char *percent_decode(struct arena *arena, const char *s);
/* Returns the value of a hexadecimal digit of either case, or -1. */
int hex_value(char digit);
