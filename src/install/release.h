/* SPDX-License-Identifier: MIT
 * Releases, "12.4.1": digits between single dots. NVIDIA's manifests call them labels. Pure
 * functions.
 */
#pragma once

#include "core/str.h"

/* Adds the releases in a directory page or listing: those in redistrib_<release>.json. */
void releases_scan(struct strv *releases, const char *text);
void releases_sort(struct strv *releases);
/* Returns true if `release` starts with the complete numbers of `prefix`. */
bool release_matches(const char *release, const char *prefix);
