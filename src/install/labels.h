/* SPDX-License-Identifier: MIT
 * The labels of releases, "12.4.1": digits between single dots. Pure functions.
 */
#pragma once

#include "core/str.h"

/* The labels in a directory page or listing: what stands in redistrib_<label>.json. */
void labels_scan(struct strv *labels, const char *text);
void labels_sort(struct strv *labels);
/* True when `label` starts with the whole numbers of `prefix`. */
bool label_matches(const char *label, const char *prefix);
