/* SPDX-License-Identifier: MIT
 * Applying a selection to a set of variables, and restoring them exactly. These are pure
 * functions on struct vars; a shell's formatter prints the difference (shells/shell.h).
 */
#pragma once

#include "state.h"
#include "vars.h"

/* The value that a selection requires for one variable. */
struct desired_var {
	const char *name;
	enum position position;
	const char *value; /* of a path: its elements, joined by ":" */
};

/* At most two of each variable: a path can have elements before and after its value. */
struct desired_env {
	struct desired_var *v;
	size_t n;
	struct arena *arena;
};

/* Returns an empty set. */
struct desired_env desired_env_new(struct arena *arena);
/* Adds a variable, which must not be in the set at this position. A NULL or empty value is ignored. */
void desired_env_add(struct desired_env *desired, const char *name,
	enum position position, const char *value);

/* Returns true if `state` is exactly this environment and PATH in `vars` still contains
 * its part: there is nothing to change then. */
bool environ_is_applied(const struct state *state, const struct desired_env *desired,
	const struct vars *vars);

/* Undoes `state` in `vars`: also in the copy of PATH that an active venv restores when it
 * is deactivated. */
void environ_restore(struct vars *vars, const struct state *state);
/* Removes what `state`, which is not applied any more, had added, if another program has
 * restored it from a copy: a path variable has one of its elements again. Then scalars that
 * have its value are restored, too. Returns true if there was something to remove. */
bool environ_remove_again(struct vars *vars, const struct state *state);
/* Applies the environment to `vars`, which are restored, and sets `state`. */
void environ_apply(
	struct vars *vars, const struct desired_env *desired, struct state *state);

/* A variable that the shell is to set. */
struct edit {
	const char *name, *value; /* NULL: unset it */
	bool exported;
};

struct edits {
	struct edit *v;
	size_t n;
};

/* Sets `edits` to the difference between `before` and `after`, among the variables that
 * cudaenv sets and its state's. Returns 0, or -E2BIG if the new state would be larger
 * than STATE_MAX; the shell must not be changed then. */
_must_check_ int environ_edits(struct arena *arena, const struct vars *before,
	const struct vars *after, const struct state *state, struct edits *edits);
