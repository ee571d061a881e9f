/* SPDX-License-Identifier: MIT
 * Opens the subject: this shell, another process, a mounted image or a captured machine.
 */
#pragma once

#include "capture/replay.h"
#include "doctor.h"

/* Sets the subject, the observations and the probe's environment. `sysroot` is a
 * directory or a capture; it and `pid` may be NULL. The caller closes `replay`.
 *
 * Returns 0, or a negative errno after printing why. */
_must_check_ int open_subject(struct doctor *doctor, const char *sysroot, const char *pid,
	struct replay *replay);
/* Resolves the selection of the subject, whose registry must exist. */
void open_selection(struct doctor *doctor, const struct replay *replay);
