/* SPDX-License-Identifier: MIT
 * The few facts that stand above the findings, as pairs of a name and a line.
 */
#pragma once

#include "doctor/doctor.h"

struct summary {
	const char *name, *line;
};

enum { SUMMARY_MAX = 32 };

/* Fills at most SUMMARY_MAX of them; returns how many. */
size_t summary_make(struct doctor *doctor, struct summary *summary);
