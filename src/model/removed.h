/* SPDX-License-Identifier: MIT
 * The states that a shell has left. Another program may restore a copy of the environment
 * that it made while one of them was applied (direnv, a script); the hook then removes that
 * state again.
 *
 * The list is a string of encoded states (state.h), separated by spaces, the last one left
 * at the end. The shell keeps it in a variable that is not exported.
 */
#pragma once

#include "environ.h"

#define REMOVED_VARIABLE "__cudaenv_left"
enum { REMOVED_MAX = 8 }; /* states in the list; older ones are dropped */

/* Removes the states of `list` (NULL: none) from `vars`. Returns the names of the toolkits of
 * the last one that was there, or NULL if none was. */
const char *removed_again(struct vars *vars, const char *list);
/* Returns `list` (NULL: none) with `state` at its end. */
const char *removed_add(struct arena *arena, const char *list, const struct state *state);
/* Returns the elements of PATH and LD_LIBRARY_PATH that belong to the states of `list` and are
 * not in `vars`. */
struct strv removed_elements(
	struct arena *arena, const char *list, const struct vars *vars);
