/* SPDX-License-Identifier: MIT
 * The selections of a toolkit that is to be removed: the nearest scope of the current
 * directory, the user's global file, the machine-wide links; and their repair afterwards.
 */
#pragma once

#include "subcommand.h"

struct in_use {
	const struct toolkit *toolkit;
	bool global; /* the user's global file, `file`, selects it */
	struct selection file;
	const char *link; /* a machine-wide link that points to it, or NULL */
	bool group;	  /* the link belongs to update-alternatives */
};

struct in_use in_use_find(struct session *session, const struct toolkit *toolkit);
/* Complains if something selects the toolkit. */
enum status in_use_refuse(struct session *session, const struct toolkit *toolkit);
/* After its removal: removes what no toolkit satisfies from the global file, and reports a
 * machine-wide link without a target. */
void in_use_repair(struct session *session, const struct in_use *selected);
