/* SPDX-License-Identifier: MIT
 * `-- COMMAND`: runs a program, passes its standard error on, and reads it on the way.
 */
#pragma once

#include "core/macro.h"

/* Receives what the program prints, in pieces. */
typedef void run_tee_sink(void *arg, const char *bytes, size_t n);

/* Returns 0 and the status as a shell reports it (128 + signal), or a negative errno if the
 * program could not be started. Unless `stdout_too`, its standard output is passed on to
 * our standard error, and is read like it. */
_must_check_ int run_tee(char **argv, char **envp, bool stdout_too, run_tee_sink *sink,
	void *arg, int *status);
