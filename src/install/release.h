/* SPDX-License-Identifier: MIT
 * The releases of releases, "12.4.1": digits between single dots. Pure functions.
 */
#pragma once

#include "core/str.h"

/* The releases in a directory page or listing: what stands in redistrib_<release>.json. */
void releases_scan(struct strv *releases, const char *text);
void releases_sort(struct strv *releases);
/* True when `release` starts with the whole numbers of `prefix`. */
bool release_matches(const char *release, const char *prefix);
