/* SPDX-License-Identifier: MIT
 * Secrets in a line of text: values that are assigned to a name with KEY, TOKEN, SECRET,
 * PASS, CREDENTIAL or AUTH in it, well-known kinds of tokens, and the user information
 * of a URL. This is a guess, which errs on the side of hiding too much.
 */
#pragma once

#include "core/arena.h"

/* Returns the line without its secrets: "export A_KEY=nvapi-x; B=1" becomes "export
 * A_KEY=***; B=1". */
const char *secret_hide(struct arena *arena, const char *line);
