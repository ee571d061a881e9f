/* SPDX-License-Identifier: MIT
 * The variables that cudaenv sets, and no others (its own, STATE_VARIABLE, aside).
 */
#pragma once

#include "core/macro.h"

enum { MANAGED_MAX = 16 }; /* there are fewer than so many */

/* Their names, ended by NULL. */
const char *const *managed_variables(void);
bool managed_is(const char *name);
/* One that is set only where `[export] extra` names it? */
bool managed_is_extra(const char *name);
