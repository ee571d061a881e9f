/* SPDX-License-Identifier: MIT
 * update-alternatives(1) and ldconfig(8), run for the machine being examined: under a
 * sysroot with their own option for another root.
 */
#pragma once

#include "core/proc.h"
#include "command.h"

struct systemtool {
	const char *name;
	const char *const *dirs; /* that are searched for it, ended by NULL */
	const char *root_option; /* takes the sysroot */
};

extern const struct systemtool tool_alternatives, tool_ldconfig;

/* Prints the command line and runs it; with `dry_run` only prints it. Prints its own
 * errors. */
enum status systemtool_run(struct session *session, const struct systemtool *tool,
	const char *const *args, bool dry_run);
/* Runs it for its output, without a message. */
enum status systemtool_ask(struct session *session, const struct systemtool *tool,
	const char *const *args, struct text *answer);
