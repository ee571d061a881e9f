/* SPDX-License-Identifier: MIT
 * Quoting for shells: code of the Bourne family, and words of a command line that the user
 * can paste.
 */
#pragma once

#include "str.h"

/* Appends `s` to `code` in single quotes, each inner quote as '\''. Every shell of the
 * Bourne family reads it as exactly these bytes. */
void quote_posix(struct str *code, const char *s);
/* Returns `s` as a word of a command line: `s` itself if no shell would change it, else
 * quoted in the arena. Control bytes, which a terminal would not paste, are written as in
 * $'\033', which bash, zsh, ksh and mksh read but dash does not. */
const char *quote_word(struct arena *arena, const char *s);
