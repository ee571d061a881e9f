/* SPDX-License-Identifier: MIT
 * `-- COMMAND`: runs a program and keeps the first part of what it writes to its
 * standard error, which still appears where it would have appeared.
 */
#pragma once

#include "core/file.h"

/* Runs `argv`. Unless `keep_stdout`, its standard output goes to our standard error.
 * Stores the status as a shell has it (128 + signal). Returns 0, or a negative errno if
 * it could not be started. */
_must_check_ int run_tee(struct arena *arena, char **argv, char **envp, bool keep_stdout,
	struct text *messages, int *status);
