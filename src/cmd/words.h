/* SPDX-License-Identifier: MIT
 * The words that completions offer. The completion files read from --help what an option
 * takes (SPEC, FORMAT, run|build), and get the rest here, so that all shells offer the same.
 */
#pragma once

#include "command.h"

/* Returns the words for what the command takes: those of an alternative with "|", literally
 * if they are in lower case. Files and directories are left to the shell. */
struct strv words_for(struct session *session, const char *command, const char *kind);
/* Returns what the operand number `n`, from 1, of a command is, from its usage: "SPEC",
 * "list|prune". NULL: none. */
const char *words_operand(struct arena *arena, const struct usage *usage, size_t n);
/* Returns the names of the formats of `cudaenv env'. */
struct strv words_env_formats(struct session *session);
