/* SPDX-License-Identifier: MIT
 * What a capture keeps, besides the paths that were read.
 */
#pragma once

#include "core/str.h"

/* Returns the names of the variables that the gatherers and the checks read. No other
 * variable is captured or replayed. */
struct strv capture_filter_variables(struct arena *arena);
/* Returns whether this line of a file matters, if not all of its lines are kept. */
bool capture_filter_line(const char *path, const char *line);
/* Returns false for a path that no check needs, by its name. */
bool capture_filter_path(const char *path);
