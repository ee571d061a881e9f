/* SPDX-License-Identifier: MIT
 * Whether a selection takes effect: the selections that hide it, and those that it hides.
 */
#pragma once

#include "command.h"

/* Reports which file the new version file will hide, and that it is in the home
 * directory. */
void effect_before_project(struct session *session);
/* The project's selection takes effect immediately: drops the selection of this shell, and
 * reports it. Without the shell function, reports that the shell's selection remains. */
void effect_after_project(struct session *session);
/* Report which nearer selection hides the new one in this directory. */
void effect_after_global(struct session *session);
void effect_after_machine(struct session *session);
