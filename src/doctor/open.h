/* SPDX-License-Identifier: MIT
 * What is asked about: this shell, another process, a mounted image, a captured machine.
 */
#pragma once

#include "doctor/capture/capture.h"

/* Sets the doctor's variables, machine, answers and directory. `sysroot` and `pid` may be
 * NULL; `replay` is to be closed in the end. 0, or a negative errno when that has been
 * said. */
_must_check_ int place_open(struct doctor *doctor, const char *sysroot, const char *pid,
	struct replay *replay);
/* Which toolkit is selected there; after the registry has been made. */
void place_select(struct doctor *doctor, const struct replay *replay);
