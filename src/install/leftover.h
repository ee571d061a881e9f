/* SPDX-License-Identifier: MIT
 * What a change of a toolkit leaves next to it: the tree that an addition has replaced,
 * the tree that an uninstall has moved out of sight, the stage of a killed run. The first
 * two were the user's working directory a moment ago, and programs can still write into
 * them. Nothing of the user's is removed with them: it is moved into the toolkit.
 */
#pragma once

#include "subcommand.h"
#include "stage.h"

/* Marks a toolkit that is about to be replaced; a replaced tree is known by the mark. A
 * negative errno if it cannot be written. */
_must_check_ int leftover_mark(const struct stage *stage);
/* Removes the mark from the copy that replaces it. */
void leftover_unmark(int tree);

/* Removes what is left, while the stage's lock is held. Reports what was moved, and what
 * went wrong; returns 0 or an exit status. After an error the rest stays where it is. */
_must_check_ enum status leftover_clear(struct session *session, struct stage *stage);
