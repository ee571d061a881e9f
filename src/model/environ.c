/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "environ.h"

#include "managed.h"

#include <errno.h>

/* Where bin/activate of Python's venv and virtualenv keep the PATH that was. */
#define SAVED_PATH "_OLD_VIRTUAL_PATH"

struct wants wants_new(struct arena *arena)
{
	size_t most = MANAGED_MAX;

	return (struct wants){ .v = arena_alloc(arena, most * sizeof(struct want)),
		.arena = arena };
}

void wants_add(struct wants *wants, const char *name, enum place place, const char *value)
{
	if (value && *value)
		wants->v[wants->n++] = (struct want){ name, place, value };
}

bool environ_holds(
	const struct state *state, const struct wants *wants, const struct vars *vars)
{
	const struct held *path = state_find(state, "PATH");
	const char *now = vars_get(vars, "PATH");

	if (state->n != wants->n ||
		(path && !pathlist_has(now ? now : "", path->ours, strlen(path->ours))))
		return false;
	for (size_t i = 0; i < wants->n; i++) {
		const struct held *held = state_find(state, wants->v[i].name);

		if (!held || held->place != wants->v[i].place ||
			!streq(held->ours, wants->v[i].value))
			return false;
	}
	return true;
}

static enum pathlist_end end_of(enum place place)
{
	return place == PLACE_BEFORE ? PATHLIST_FRONT : PATHLIST_BACK;
}

/* The old value's own form: unset, or empty, where nothing of a path is left. A value
 * that was not exported is so again, unless the user has changed it since: who adds to a
 * path exports it. */
static void restore_path(
	struct vars *vars, const struct held *held, const struct var *now)
{
	const char *left = pathlist_remove(
		vars->arena, now->value, held->ours, end_of(held->place), held->anchor);
	bool same = anchor_is(held->anchor, left ? left : "");
	/* A fish universal variable shows again once the global one that hides it is
	 * gone. */
	bool gone =
		same && ((held->was == WAS_UNSET && !left) || held->was == WAS_SHADOWED);

	vars_set(vars, held->name,
		gone   ? NULL
		: left ? left
		       : "",
		now->exported && !(same && held->was == WAS_LOCAL));
}

static void restore_scalar(
	struct vars *vars, const struct held *held, const struct var *now)
{
	bool gone = held->was == WAS_UNSET || held->was == WAS_SHADOWED;

	/* A value that is not ours is the user's by now. */
	if (streq(now->value, held->ours))
		vars_set(vars, held->name, gone ? NULL : held->saved,
			now->exported && held->was != WAS_LOCAL);
}

static void restore_copy(struct vars *vars, const struct held *path)
{
	struct var copy;
	const char *left;

	if (!path || !vars_find(vars, SAVED_PATH, &copy))
		return;
	left = pathlist_remove(
		vars->arena, copy.value, path->ours, end_of(path->place), path->anchor);
	vars_set(vars, SAVED_PATH, left ? left : "", copy.exported);
}

void environ_restore(struct vars *vars, const struct state *state)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct held *held = &state->held[i];
		struct var now;

		if (!vars_find(vars, held->name, &now))
			continue;
		if (held->place == PLACE_SCALAR)
			restore_scalar(vars, held, &now);
		else
			restore_path(vars, held, &now);
	}
	restore_copy(vars, state_find(state, "PATH"));
}

static enum was was_of(bool set, const struct var *var)
{
	if (!set)
		return WAS_UNSET;
	if (var->shadowed)
		return WAS_SHADOWED;
	return var->exported ? WAS_EXPORTED : WAS_LOCAL;
}

void environ_apply(struct vars *vars, const struct wants *wants, struct state *state)
{
	*state = (struct state){
		arena_alloc(vars->arena, (wants->n + 1) * sizeof(struct held)), 0
	};
	for (size_t i = 0; i < wants->n; i++) {
		const struct want *want = &wants->v[i];
		struct var now;
		bool set = vars_find(vars, want->name, &now);
		const char *old = set ? now.value : "";
		struct held *held = &state->held[state->n++];

		*held = (struct held){
			.name = want->name,
			.place = want->place,
			.was = was_of(set, &now),
			.saved = want->place == PLACE_SCALAR ? old : "",
			.anchor = anchor_of(
				want->place == PLACE_SCALAR ? "" : old, want->value),
			.ours = want->value,
		};
		vars_set(vars, want->name,
			want->place == PLACE_SCALAR
				? want->value
				: pathlist_insert(vars->arena, old, want->value,
					  end_of(want->place)),
			true);
	}
}

static bool differs(const struct vars *before, const struct vars *after, const char *name,
	struct var *to)
{
	struct var from;
	bool was = vars_find(before, name, &from), is = vars_find(after, name, to);

	if (!is) {
		to->value = NULL;
		return was;
	}
	return !was || from.exported != to->exported || !streq(from.value, to->value);
}

int environ_edits(struct arena *arena, const struct vars *before,
	const struct vars *after, const struct state *state, struct edits *edits)
{
	const char *old = vars_get(before, STATE_VARIABLE),
		   *new = state_encode(arena, state);
	struct var to;

	*edits = (struct edits){
		arena_alloc(arena, (MANAGED_MAX + 2) * sizeof(struct edit)), 0
	};
	if (new &&strlen(new) > STATE_MAX)
		return -E2BIG;
	for (const char *const *m = managed_variables(); *m; m++)
		if (differs(before, after, *m, &to))
			edits->v[edits->n++] = (struct edit){ *m, to.value, to.exported };
	if (differs(before, after, SAVED_PATH, &to))
		edits->v[edits->n++] = (struct edit){ SAVED_PATH, to.value, to.exported };
	if (old ? !new || !streq(old, new) : new != NULL)
		edits->v[edits->n++] = (struct edit){ STATE_VARIABLE, new, true };
	return 0;
}
