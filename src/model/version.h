/* SPDX-License-Identifier: MIT
 * Version numbers, and specs: what a person writes to ask for one. All pure functions.
 */
#pragma once

#include "core/arena.h"

/* -1 for a number that is not known or not given. */
struct version {
	int major, minor, patch;
};

#define VERSION_UNKNOWN ((struct version){ -1, -1, -1 })

/* The first `n` bytes of `s` as "12", "12.4" or "12.4.1"; digits and dots alone. */
bool version_parse(const char *s, size_t n, struct version *version);
/* By major, minor, then patch; an unknown number comes before all known ones. */
int version_compare(struct version a, struct version b);
/* 12.4 of 12.4.1: same major and minor? */
bool version_same_release(struct version a, struct version b);
/* True when `version` starts with all the numbers that `prefix` has. */
bool version_starts_with(struct version version, struct version prefix);
char *version_text(struct arena *arena, struct version version);
/* As the driver API writes it: 12040 is 12.4. */
struct version version_from_api(int number);
