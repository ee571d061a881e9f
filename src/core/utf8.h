/* SPDX-License-Identifier: MIT
 * UTF-8 (RFC 3629).
 */
#pragma once

#include "macro.h"

/* Returns the length in bytes of the UTF-8 sequence at `s`, which is not empty, or 0 if it
 * is not a valid one. */
size_t utf8_length(const char *s);
/* Returns true if all of `s` is valid UTF-8. */
bool utf8_valid(const char *s);
