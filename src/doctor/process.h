/* SPDX-License-Identifier: MIT
 * Another running process as the subject (--pid): its variables, its directory, and its
 * root if that differs.
 */
#pragma once

#include "doctor.h"

/* Makes a process the subject. What the process can choose runs with no more privileges
 * than it has: the probe runs as its user. It gets our variables instead of those of the
 * process if the latter may be another user's, or name other files than they would here.
 * Returns 0, or a negative errno after printing why. */
_must_check_ enum status process_open(struct doctor *doctor, const char *pid);
