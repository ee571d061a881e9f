/* SPDX-License-Identifier: MIT
 * Opens the subject: this shell, another process, a mounted image or a captured machine.
 */
#pragma once

#include "capture/replay.h"
#include "doctor.h"

/* Opens the sysroot of the session, a directory or a capture, and sets the observations
 * and the probe's environment. `pid` may be NULL. The caller closes `replay`.
 *
 * Returns STATUS_DONE, or another status after printing why. */
_must_check_ enum status open_subject(
	struct doctor *doctor, const char *pid, struct replay *replay);
/* Resolves the selection of the subject, whose registry must exist. */
void open_selection(struct doctor *doctor, const struct replay *replay);
