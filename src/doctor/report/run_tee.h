/* SPDX-License-Identifier: MIT
 * `-- CMD`: runs a program and keeps the first part of what it says on its standard
 * error, which goes on to where it would have gone.
 */
#pragma once

#include "core/file.h"

/* 0 and the status as a shell has it (128 + signal), or a negative errno when it could
 * not be started. Unless `answers_too`, its standard output goes to our standard error.
 */
_must_check_ int run_tee(struct arena *arena, char **argv, char **envp, bool answers_too,
	struct text *said, int *status);
