/* SPDX-License-Identifier: MIT
 * `--exe FILE`: which libraries would the loader take for a program, and why those.
 */
#pragma once

#include "doctor/doctor.h"

/* The exit code. */
int exe_report(struct doctor *doctor, const char *file);
