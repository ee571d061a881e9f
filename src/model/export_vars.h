/* SPDX-License-Identifier: MIT
 * The variables that cudaenv sets, and no others (its own, STATE_VARIABLE, aside).
 */
#pragma once

#include "core/macro.h"

enum { EXPORT_VARS_MAX = 16 }; /* there are fewer than so many */

/* Their names, ended by NULL. */
const char *const *export_vars_names(void);
bool export_vars_has(const char *name);
/* One that is set only where `[export] extra` names it? */
bool export_vars_is_extra(const char *name);
