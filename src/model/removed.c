/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "removed.h"

const char *removed_again(struct vars *vars, const char *list)
{
	struct strv states = strv_words(vars->arena, list ? list : "");
	const char *names = NULL;
	struct state state;

	for (size_t i = 0; i < states.n; i++) {
		const struct applied *active;

		if (state_decode(vars->arena, states.v[i], &state) < 0 ||
			!environ_remove_again(vars, &state))
			continue;
		active = state_find(&state, "CUDAENV_ACTIVE");
		names = active ? active->value : "";
	}
	return names;
}

static bool same_path(const struct state *a, const struct state *b)
{
	const struct applied *one = state_find(a, "PATH"), *other = state_find(b, "PATH");

	return one && other && streq(one->value, other->value);
}

const char *removed_add(struct arena *arena, const char *list, const struct state *state)
{
	struct strv states = strv_words(arena, list ? list : ""), kept = strv_new(arena);
	const char *text = state_encode(arena, state);
	struct state old;

	if (!text)
		return list;
	for (size_t i = 0; i < states.n; i++)
		if (state_decode(arena, states.v[i], &old) == 0 &&
			!same_path(&old, state) && i + REMOVED_MAX > states.n)
			strv_add(&kept, states.v[i]);
	strv_add(&kept, text);
	return strv_join(&kept, " ");
}

static void add_element(struct strv *elements, const struct state *state,
	const char *name, const struct vars *vars)
{
	const struct applied *applied = state_find(state, name);
	const char *now = vars_get(vars, name);

	if (applied && !strv_has(elements, applied->value) &&
		!pathlist_has(now ? now : "", applied->value, strlen(applied->value)))
		strv_add(elements, applied->value);
}

struct strv removed_elements(
	struct arena *arena, const char *list, const struct vars *vars)
{
	struct strv states = strv_words(arena, list ? list : ""),
		    elements = strv_new(arena);
	struct state state;

	for (size_t i = 0; i < states.n; i++) {
		if (state_decode(arena, states.v[i], &state) < 0)
			continue;
		add_element(&elements, &state, "PATH", vars);
		add_element(&elements, &state, "LD_LIBRARY_PATH", vars);
	}
	return elements;
}
