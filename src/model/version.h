/* SPDX-License-Identifier: MIT
 * Version numbers. Pure functions.
 */
#pragma once

#include "core/arena.h"

/* A number is -1 if it is unknown or was not given. */
struct version {
	int major, minor, patch;
};

#define VERSION_UNKNOWN ((struct version){ -1, -1, -1 })

/* Parses the first `n` bytes of `s`: "12", "12.4" or "12.4.1", and nothing else. Returns
 * false for anything else; `version` is unspecified then. */
bool version_parse(const char *s, size_t n, struct version *version);
/* Compares by major, minor, then patch; an unknown number is less than any other. Returns
 * -1, 0 or 1. */
int version_compare(struct version a, struct version b);
/* Returns true if major and minor are equal. */
bool version_same_release(struct version a, struct version b);
/* Returns true if `version` starts with all numbers of `prefix`. */
bool version_starts_with(struct version version, struct version prefix);
/* Returns "12.4", or "unknown". */
char *version_text(struct arena *arena, struct version version);
/* Returns the version for a number of the CUDA API: 12040 is 12.4. */
struct version version_from_api(int number);
