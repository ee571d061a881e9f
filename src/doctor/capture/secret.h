/* SPDX-License-Identifier: MIT
 * Secrets in a line of text: what is assigned to a name with KEY, TOKEN, SECRET, PASS,
 * CREDENTIAL or AUTH in it, what looks like a well-known kind of token, and what stands
 * before the @ of a URL. A guess that rather takes too much.
 */
#pragma once

#include "core/arena.h"

/* Turns this: "export A_KEY=nvapi-x; B=1" into "export A_KEY=***; B=1". */
const char *without_secrets(struct arena *arena, const char *line);
