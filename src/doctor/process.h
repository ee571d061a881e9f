/* SPDX-License-Identifier: MIT
 * Another running process as what is asked about (--pid): its variables, its directory,
 * and its root where that is another one.
 */
#pragma once

#include "doctor.h"

/* 0 or, with a message, a negative errno. What the process can choose runs with no more
 * rights than it has: the helper is run as its user, and where its variables cannot be
 * trusted to be that user's, or mean other files than here, with ours. */
_must_check_ int process_open(struct doctor *doctor, const char *pid);
