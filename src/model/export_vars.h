/* SPDX-License-Identifier: MIT
 * The list of the variables that cudaenv sets for programs. STATE_VARIABLE is not in it.
 */
#pragma once

#include "core/macro.h"

enum { EXPORT_VARS_MAX = 16 }; /* more than there are */

/* Returns their names; the array ends with NULL. */
const char *const *export_vars_names(void);
bool export_vars_has(const char *name);
/* Returns true for a variable that is only set if `[export] extra` lists it. */
bool export_vars_is_extra(const char *name);
