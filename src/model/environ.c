/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "environ.h"

#include "export_vars.h"

#include <errno.h>

/* bin/activate of Python's venv and of virtualenv saves PATH in this variable. */
#define SAVED_PATH "_OLD_VIRTUAL_PATH"

struct desired_env desired_env_new(struct arena *arena)
{
	return (struct desired_env){
		/* A path can have elements before and after its value. */
		.v = arena_alloc(arena, sizeof(struct desired_var) * EXPORT_VARS_MAX * 2),
		.arena = arena,
	};
}

void desired_env_add(struct desired_env *desired, const char *name,
	enum position position, const char *value)
{
	if (value && *value)
		desired->v[desired->n++] = (struct desired_var){ name, position, value };
}

bool environ_is_applied(const struct state *state, const struct desired_env *desired,
	const struct vars *vars)
{
	const struct applied *path = state_find(state, "PATH");
	const char *now = vars_get(vars, "PATH");

	if (state->n != desired->n ||
		(path && !pathlist_has(now ? now : "", path->value, strlen(path->value))))
		return false;
	for (size_t i = 0; i < desired->n; i++) {
		const struct applied *applied = &state->applied[i];

		if (!streq(applied->name, desired->v[i].name) ||
			applied->position != desired->v[i].position ||
			!streq(applied->value, desired->v[i].value))
			return false;
	}
	return true;
}

static enum pathlist_end end_of(enum position position)
{
	return position == POSITION_BEFORE ? PATHLIST_FRONT : PATHLIST_BACK;
}

/* If nothing is left of a path, it becomes unset or empty, as it was before. A path that
 * was not exported is restored to that, unless the user changed it since: a user who adds
 * to a path exports it. */
static void restore_path(
	struct vars *vars, const struct applied *applied, const struct var *now)
{
	const char *left = pathlist_remove(vars->arena, now->value, applied->value,
		end_of(applied->position), applied->anchor);
	bool same = anchor_is(applied->anchor, left ? left : "");
	/* A universal variable of fish is visible again once the global one that hid it
	 * is unset. */
	bool gone = same && ((applied->prior == PRIOR_UNSET && !left) ||
				    applied->prior == PRIOR_SHADOWED);

	vars_set(vars, applied->name,
		gone   ? NULL
		: left ? left
		       : "",
		now->exported && !(same && applied->prior == PRIOR_LOCAL));
}

static void restore_scalar(
	struct vars *vars, const struct applied *applied, const struct var *now)
{
	bool gone = applied->prior == PRIOR_UNSET || applied->prior == PRIOR_SHADOWED;

	/* Any other value was set by the user since. */
	if (streq(now->value, applied->value))
		vars_set(vars, applied->name, gone ? NULL : applied->saved,
			now->exported && applied->prior != PRIOR_LOCAL);
}

static void restore_one(
	struct vars *vars, const struct applied *applied, const struct var *now)
{
	if (applied->position == POSITION_SCALAR)
		restore_scalar(vars, applied, now);
	else
		restore_path(vars, applied, now);
}

static void restore_copy(struct vars *vars, const struct applied *path)
{
	struct var copy;
	const char *left;

	if (!streq(path->name, "PATH") || !vars_find(vars, SAVED_PATH, &copy))
		return;
	left = pathlist_remove(vars->arena, copy.value, path->value,
		end_of(path->position), path->anchor);
	vars_set(vars, SAVED_PATH, left ? left : "", copy.exported);
}

/* In the opposite order: an anchor is what was there before. */
void environ_restore(struct vars *vars, const struct state *state)
{
	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];
		struct var now;

		restore_copy(vars, applied);
		if (vars_find(vars, applied->name, &now))
			restore_one(vars, applied, &now);
	}
}

/* A copy has our elements next to the text that they were added to. Elements that the user
 * has added since to a different path stay. */
static bool is_back(
	const struct vars *vars, const struct applied *applied, struct var *now)
{
	const char *left;

	if (!vars_find(vars, applied->name, now))
		return false;
	if (applied->position == POSITION_SCALAR)
		return streq(now->value, applied->value);
	/* One of several elements may have been in the list before. */
	if (!pathlist_has(now->value, applied->value, strlen(applied->value)))
		return false;
	left = pathlist_remove(vars->arena, now->value, applied->value,
		end_of(applied->position), applied->anchor);
	return !streq(left ? left : "", now->value) &&
	       pathlist_is_anchored(now->value, applied->value, end_of(applied->position),
		       applied->anchor);
}

bool environ_remove_again(struct vars *vars, const struct state *state)
{
	bool found = false;
	struct var now;

	for (size_t i = 0; i < state->n; i++)
		found = found || (state->applied[i].position != POSITION_SCALAR &&
					 is_back(vars, &state->applied[i], &now));
	for (size_t i = state->n; found && i-- > 0;)
		if (is_back(vars, &state->applied[i], &now))
			restore_one(vars, &state->applied[i], &now);
	return found;
}

static enum prior prior_of(bool set, const struct var *var)
{
	if (!set)
		return PRIOR_UNSET;
	if (var->shadowed)
		return PRIOR_SHADOWED;
	return var->exported ? PRIOR_EXPORTED : PRIOR_LOCAL;
}

void environ_apply(
	struct vars *vars, const struct desired_env *desired, struct state *state)
{
	*state = (struct state){
		arena_alloc(vars->arena, (desired->n + 1) * sizeof(struct applied)), 0
	};
	for (size_t i = 0; i < desired->n; i++) {
		const struct desired_var *want = &desired->v[i];
		struct var now;
		bool set = vars_find(vars, want->name, &now);
		const char *old = set ? now.value : "";
		struct applied *applied = &state->applied[state->n++];

		*applied = (struct applied){
			.name = want->name,
			.position = want->position,
			.prior = prior_of(set, &now),
			.saved = want->position == POSITION_SCALAR ? old : "",
			.anchor = anchor_of(want->position == POSITION_SCALAR ? "" : old,
				want->value),
			.value = want->value,
		};
		vars_set(vars, want->name,
			want->position == POSITION_SCALAR
				? want->value
				: pathlist_insert(vars->arena, old, want->value,
					  end_of(want->position)),
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
		   *new = state_encode(arena, state), *name;
	struct var to;

	*edits = (struct edits){
		arena_alloc(arena, (EXPORT_VARS_MAX + 2) * sizeof(struct edit)), 0
	};
	if (new &&strlen(new) > STATE_MAX)
		return -E2BIG;
	for (size_t i = 0; (name = export_vars_name(i)); i++)
		if (differs(before, after, name, &to))
			edits->v[edits->n++] =
				(struct edit){ name, to.value, to.exported };
	if (differs(before, after, SAVED_PATH, &to))
		edits->v[edits->n++] = (struct edit){ SAVED_PATH, to.value, to.exported };
	if (old ? !new || !streq(old, new) : new != NULL)
		edits->v[edits->n++] = (struct edit){ STATE_VARIABLE, new, true };
	return 0;
}
