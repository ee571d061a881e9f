/* SPDX-License-Identifier: MIT
 * The options of install.
 */
#pragma once

#include "plan.h"

struct install_options {
	struct request request;
	const char *from, *prefix;
	bool list, system, offline, keep, dry_run, accept;
	int jobs;	 /* downloads at once */
	int progress_fd; /* -1: none */
};

/* As opt_parse(). */
_must_check_ bool install_options_parse(struct install_options *options,
	struct session *app, int *argc, char **argv, enum status *status);
