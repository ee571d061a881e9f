/* SPDX-License-Identifier: MIT
 * What of a machine is kept in a capture, besides the paths that were looked at.
 */
#pragma once

#include <stdbool.h>

/* The variables that the checks read, ended by NULL. No other is captured or replayed. */
extern const char *const keep_variables[];
bool keep_variable(const char *name);
/* Does this line of the file matter, where not all of them are kept? */
bool keep_line(const char *path, const char *line);
/* False for a path whose name alone tells of what no check asks for. */
bool keep_path(const char *path);
