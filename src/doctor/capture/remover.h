/* SPDX-License-Identifier: MIT
 * Removes a directory when the program ends, however it ends. A child process waits for
 * the end of the program, so signals need not be blocked while the directory exists.
 */
#pragma once

#include <sys/types.h>

struct remover {
	pid_t pid; /* 0: none was started */
	int alive; /* closed by the end of the program */
};

/* Creates a directory by mkdtemp(3), and the process that removes it. Returns 0, or a
 * negative errno without a directory. */
int remover_mkdtemp(struct remover *remover, char *template);
/* Removes the directory now. */
void remover_end(struct remover *remover);
