/* SPDX-License-Identifier: MIT
 * Applying a selection to a set of variables and taking it back exactly. Pure functions
 * on struct vars; a shell's formatter prints the difference (shell.h).
 */
#pragma once

#include "state.h"
#include "vars.h"

/* What a selection wants of one variable. */
struct desired_var {
	const char *name;
	enum position position;
	const char *value; /* of a path: the elements, joined by ":" */
};

struct desired_env {
	struct desired_var *v;
	size_t n;
	struct arena *arena;
};

struct desired_env desired_env_new(struct arena *arena);
/* A NULL or empty value is no want. */
void desired_env_add(struct desired_env *wants, const char *name, enum position position,
	const char *value);

/* True when `state` holds just what is wanted, and PATH in `vars` still has its part of
 * it: then there is nothing to do. */
bool environ_is_applied(const struct state *state, const struct desired_env *wants,
	const struct vars *vars);

/* Takes back what `state` holds, also from the copy of PATH that an active venv keeps, to
 * put it back when it is deactivated. */
void environ_restore(struct vars *vars, const struct state *state);
/* Applies the wants on restored variables; fills `state`. */
void environ_apply(
	struct vars *vars, const struct desired_env *wants, struct state *state);

/* One variable that is to become `value` (NULL: unset). */
struct edit {
	const char *name, *value;
	bool exported;
};

struct edits {
	struct edit *v;
	size_t n;
};

/* What leads from `before` to `after`, among the managed variables and the state's own.
 * 0, or -E2BIG when the new state would be larger than STATE_MAX: then nothing is to be
 * switched. */
_must_check_ int environ_edits(struct arena *arena, const struct vars *before,
	const struct vars *after, const struct state *state, struct edits *edits);
