/* SPDX-License-Identifier: MIT
 * Commands of other programs: cudaenv-NAME in PATH, as for git and pyenv.
 */
#pragma once

#include "command.h"

/* Returns the path of the program for the command `name`, or NULL. */
char *plugin_find(struct session *session, const char *name);
/* Becomes it, with argv[0] replaced. Returns only after a failure, which it prints. */
enum status plugin_run(struct session *session, char *file, char **argv);
