/* SPDX-License-Identifier: MIT
 * Conclusions from several facts: the driver in use, and the toolkit that building would
 * use.
 */
#pragma once

#include "facts.h"

#include "doctor/subject.h"

/* Returns the driver in the form that model/level.h takes. */
struct driver current_driver(const struct subject *subject, const struct facts *facts);
/* Returns the driver's branch, "580": the module's, else libcuda's; "580" without any. */
const char *current_branch(struct arena *arena, const struct facts *facts);
/* Returns whether a library or a module of the driver is installed. */
bool current_has_driver(const struct facts *facts);
/* Returns the toolkit that building would use, or NULL: that of the first nvcc in PATH,
 * else CUDA_HOME's, else the selected one. */
struct toolkit *current_toolkit(struct subject *subject, const struct facts *facts);
