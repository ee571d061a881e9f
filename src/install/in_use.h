/* SPDX-License-Identifier: MIT
 * What selects a toolkit that is to be removed: the nearest scope here, the user's global
 * file, the machine's links. And what becomes of the last two once it is gone.
 */
#pragma once

#include "app.h"

struct in_use {
	const struct toolkit *toolkit;
	bool global; /* the user's global file names it: */
	struct selection file;
	const char *link; /* of the machine, that leads to it; NULL */
	bool group;	  /* that link is update-alternatives' */
};

struct in_use in_use_find(struct session *app, const struct toolkit *toolkit);
/* Says what selects it; 1, or 0 when nothing does. */
int in_use_refuse(struct session *app, const struct toolkit *toolkit);
/* After its removal: what nothing satisfies any more is taken out of the global file, and
 * a link of the machine that leads nowhere is told. */
void in_use_repair(struct session *app, const struct in_use *selected);
