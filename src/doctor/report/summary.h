/* SPDX-License-Identifier: MIT
 * The few facts that precede the findings, as pairs of a name and a line.
 */
#pragma once

#include "doctor/doctor.h"

struct summary {
	const char *name, *line;
};

enum { SUMMARY_MAX = 32 };

/* Fills at most SUMMARY_MAX of them. Returns how many. */
size_t summary_make(struct doctor *doctor, struct summary *summary);
