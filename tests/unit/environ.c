/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/macro.h"
#include "model/environ.h"

#include <errno.h>

#include "random.h"
#include "tap.h"

enum { STEPS = 2000 };

static const char *const names[] = { "PATH", "LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH",
	"CPATH", "MANPATH" };

static bool same(const struct vars *a, const struct vars *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct var x, y;
		bool is_x = vars_find(a, names[i], &x), is_y = vars_find(b, names[i], &y);

		if (is_x != is_y ||
			(is_x && (!streq(x.value, y.value) || x.exported != y.exported)))
			return false;
	}
	return true;
}

/* Variables of every kind: unset, empty, exported, not exported. */
static struct vars some_vars(struct arena *arena)
{
	static const char *const values[] = { NULL, "", "/a", "/a:/b", "/x", "/x:/a:/x",
		":", ":/a", "/a::/b:", "/x:/y" };
	struct vars vars = vars_new(arena, NULL);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = values[random_below(ARRAY_SIZE(values))];

		if (value)
			vars_set(&vars, names[i], value, random_below(2));
	}
	return vars;
}

static struct desired_env some_wants(struct arena *arena)
{
	static const char *const paths[] = { "/x", "/x:/y", "/y" };
	struct desired_env wants = desired_env_new(arena);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool scalar = strncmp(names[i], "CUDA", 4) == 0;
		enum position position = scalar		   ? POSITION_SCALAR
					 : random_below(3) ? POSITION_BEFORE
							   : POSITION_AFTER;

		if (random_below(4))
			desired_env_add(&wants, names[i], position,
				scalar ? "/x" : paths[random_below(3)]);
		else if (!scalar) {
			desired_env_add(&wants, names[i], POSITION_BEFORE, "/x:/y");
			desired_env_add(
				&wants, names[i], POSITION_AFTER, paths[random_below(3)]);
		}
	}
	return wants;
}

static void walk(void)
{
	int restored = 0, travelled = 0, applied = 0;

	for (int i = 0; i < STEPS; i++) {
		struct arena arena = { 0 };
		struct vars before = some_vars(&arena), after = vars_copy(&before);
		struct desired_env wants = some_wants(&arena);
		struct state state, again;

		environ_apply(&after, &wants, &state);
		applied += environ_is_applied(&state, &wants, &after);
		travelled +=
			state_decode(&arena, state_encode(&arena, &state), &again) == 0;
		environ_restore(&after, &again);
		restored += same(&before, &after);
		arena_release(&arena);
	}
	is_int(applied, STEPS, "the applied environment is recognized");
	is_int(travelled, STEPS, "the state is encoded and decoded unchanged");
	is_int(restored, STEPS, "2000 times: apply, restore, and nothing has changed");
}

struct world {
	struct vars vars;
	struct state state;
};

/* One variable, `old` (NULL: unset), with `ours` applied to it. */
static struct world applied(struct arena *arena, const char *name, const char *old,
	enum position position, const char *ours)
{
	struct world w = { .vars = vars_new(arena, NULL) };
	struct desired_env wants = desired_env_new(arena);

	if (old)
		vars_set(&w.vars, name, old, true);
	desired_env_add(&wants, name, position, ours);
	environ_apply(&w.vars, &wants, &w.state);
	return w;
}

static void user_edits(struct arena *arena)
{
	struct world w = applied(arena, "CUDA_HOME", "/old", POSITION_SCALAR, "/ours");

	vars_set(&w.vars, "CUDA_HOME", "/users", true);
	environ_restore(&w.vars, &w.state);
	is_str(vars_get(&w.vars, "CUDA_HOME"), "/users",
		"a scalar that the user changed is kept");

	w = applied(arena, "CUDA_HOME", "/old", POSITION_SCALAR, "/ours");
	vars_set(&w.vars, "CUDA_HOME", NULL, true);
	environ_restore(&w.vars, &w.state);
	is_str(vars_get(&w.vars, "CUDA_HOME"), NULL,
		"a scalar that the user unset stays unset");

	w = applied(arena, "PATH", "/a", POSITION_BEFORE, "/x");
	vars_set(&w.vars, "PATH", "/u:/x:/a:/x", true);
	environ_restore(&w.vars, &w.state);
	is_str(vars_get(&w.vars, "PATH"), "/u:/a:/x",
		"a path's other elements keep their positions");

	w = applied(arena, "LD_LIBRARY_PATH", NULL, POSITION_BEFORE, "/x");
	vars_set(&w.vars, "LD_LIBRARY_PATH", "/x:/u", true);
	environ_restore(&w.vars, &w.state);
	is_str(vars_get(&w.vars, "LD_LIBRARY_PATH"), "/u",
		"elements that the user added to an unset path are kept");

	w = applied(arena, "LD_LIBRARY_PATH", "", POSITION_BEFORE, "/x");
	environ_restore(&w.vars, &w.state);
	is_str(vars_get(&w.vars, "LD_LIBRARY_PATH"), "",
		"an empty path becomes empty, not unset");
}

static void differences(struct arena *arena)
{
	struct world w = applied(arena, "PATH", "/a", POSITION_BEFORE, "/x");
	struct vars before = vars_new(arena, NULL);
	struct edits edits;
	char *large = arena_alloc(arena, STATE_MAX + 1);
	struct applied applied = { "CUDA_HOME", POSITION_SCALAR, PRIOR_EXPORTED, { 0 },
		large, "/x" };

	vars_set(&before, "PATH", "/a", true);
	is_int(environ_edits(arena, &before, &w.vars, &w.state, &edits), 0,
		"the difference is found");
	is_int((long)edits.n, 2, "it is PATH and the state");
	is_str(edits.v[0].value, "/x:/a", "PATH's new value");
	vars_set(&w.vars, STATE_VARIABLE, state_encode(arena, &w.state), true);
	is_int(environ_edits(arena, &w.vars, &w.vars, &w.state, &edits), 0, "again");
	is_int((long)edits.n, 0, "the same again makes no difference");
	memset(large, 'x', STATE_MAX);
	is_int(environ_edits(
		       arena, &before, &w.vars, &(struct state){ &applied, 1 }, &edits),
		-E2BIG, "a state that would be too large is refused");
}

int main(void)
{
	struct arena arena = { 0 };

	random_start();
	walk();
	user_edits(&arena);
	differences(&arena);
	arena_release(&arena);
	return done();
}
