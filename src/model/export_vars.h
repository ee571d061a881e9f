/* SPDX-License-Identifier: MIT
 * The variables that cudaenv sets (except its own, STATE_VARIABLE), and those that the
 * shell's hook passes to the program.
 */
#pragma once

#include "core/str.h"

enum { EXPORT_VARS_MAX = 16 }; /* an upper bound of their number */
enum export_kind {
	EXPORT_SCALAR,
	EXPORT_PATH, /* elements joined by ":" */
};

/* Returns the name of variable number `i` that cudaenv sets, or NULL after the last. */
const char *export_vars_name(size_t i);
/* Returns true if cudaenv sets this variable. */
bool export_vars_has(const char *name);
/* Returns true if cudaenv sets this variable only where `[export] extra` names it. */
bool export_vars_is_extra(const char *name);
/* Returns true if cudaenv sets this variable and it is a search path. */
bool export_vars_is_path(const char *name);

/* Returns the name of variable number `i` that a hook passes to the program, or NULL
 * after the last: those above, and those that the program reads. A shell may have them
 * without exporting them. */
const char *export_vars_hook_name(size_t i);
