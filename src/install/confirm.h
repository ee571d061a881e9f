/* SPDX-License-Identifier: MIT
 * Questions to the user, on a terminal.
 */
#pragma once

#include "core/out.h"

/* Returns true if the user can be asked: standard input and standard error are terminals. */
bool confirm_possible(void);
/* Asks a question, "Do you accept?", and returns true if the reply is yes. */
bool confirm(struct out *out, const char *question);
