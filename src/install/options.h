/* SPDX-License-Identifier: MIT
 * The options of install.
 */
#pragma once

#include "plan.h"

struct install_options {
	struct request request;
	const char *from, *prefix;
	bool list, use, system, offline, keep, dry_run, accept;
	int jobs;	 /* parallel downloads */
	int progress_fd; /* -1: none */
};

/* Returns as opt_parse() does. */
_must_check_ bool install_options_parse(struct install_options *options,
	struct session *session, int *argc, char **argv, enum status *status);
