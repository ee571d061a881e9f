/* SPDX-License-Identifier: MIT
 * update-alternatives(1) and ldconfig(8), run for the machine looked at: under a sysroot
 * with their own option for another root.
 */
#pragma once

#include "core/proc.h"
#include "command.h"

struct systemtool {
	const char *name;
	const char *const *dirs; /* where it is looked for, ended by NULL */
	const char *root_option; /* takes the sysroot */
};

extern const struct systemtool tool_alternatives, tool_ldconfig;

/* Runs it, and tells that it does; with `dry_run` only tells. 0 or 1, said. */
int systemtool_run(struct session *session, const struct systemtool *tool,
	const char *const *args, bool dry_run);
/* Runs it for its output, silently. 0 or 1. */
int systemtool_ask(struct session *session, const struct systemtool *tool,
	const char *const *args, struct text *answer);
