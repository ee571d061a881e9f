/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/macro.h"
#include "model/state.h"

#include <errno.h>
#include <stdlib.h>

#include "random.h"
#include "tap.h"

enum { STEPS = 2000 };

#define USUAL \
	"1;PATH,b,x,58.9c1f22e0,/usr/local/cuda-12.4/bin;CUDA_HOME,s,u,,/usr/local/cuda-12.4"

static void reading(struct arena *arena)
{
	struct state state;

	is_int(state_decode(arena, USUAL, &state), 0, "the usual state is read");
	is_int((long)state.n, 2, "it has two variables");
	is_int((long)state.applied[0].anchor.len, 58, "a path's anchor");
	is_str(state_find(&state, "CUDA_HOME")->value, "/usr/local/cuda-12.4",
		"the value of a scalar");
	ok(!state_find(&state, "CUDA_PATH"), "a variable that it does not have");
	is_str(state_encode(arena, &state), USUAL, "it is encoded unchanged");
	is_int(state_decode(arena, NULL, &state), 0, "NULL is an empty state");
	is_int(state_decode(arena, "", &state), 0, "an empty string is an empty state");
	is_str(state_encode(arena, &state), NULL, "an empty state is encoded as NULL");
}

static void newer(struct arena *arena)
{
	struct state state;

	is_int(state_decode(arena, "2;PATH,b,x,,/x", &state), -EPROTO, "a newer format");
	is_int(state_decode(arena, "99;what?", &state), -EPROTO,
		"a newer format with any content");
	is_int((long)state.n, 0, "the state is empty");
}

static void damage(struct arena *arena)
{
	static const char *const texts[] = { "1", "1;", "x", ";", "1;PATH",
		"1;PATH,b,x,,", "1;PATH,b,x,,/x;", "1;PATH,b,x,,/x,", "1;HOME,s,x,,/x",
		"1;__CUDAENV,s,x,,/x", "1;PATH,q,x,,/x", "1;PATH,b,q,,/x",
		"1;PATH,bb,x,,/x", "1;PATH,b,x,5,/x", "1;PATH,b,x,5.123456789,/x",
		"1;PATH,b,x,-5.1,/x", "1;PATH,b,x,99999999999999999999.1,/x",
		"1;PATH,b,x,,/x%", "1;PATH,b,x,,/x%4", "1;PATH,b,x,,/x%zz",
		"1;PATH,b,x,,/x%00", "1;PATH,b,x,,/x%4a", "1;PATH,b,x,,/x y",
		"1;PATH,b,x,,/x'", "1;PATH,b,x,,/x;PATH,b,x,,/y", "-1;PATH,b,x,,/x",
		"+1;PATH,b,x,,/x", " 1;PATH,b,x,,/x", "1;PATH,b,x,,\xff" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct state state;

		is_int(state_decode(arena, texts[i], &state), -EINVAL, texts[i]);
		is_int((long)state.n, 0, "the state is empty");
	}
}

static void too_large(struct arena *arena)
{
	char *text = arena_alloc(arena, STATE_MAX + 2);
	struct state state;

	strcpy(text, "1;PATH,b,x,,/");
	memset(text + strlen(text), 'x', STATE_MAX + 1 - strlen(text));
	is_int(state_decode(arena, text, &state), -EINVAL, "one byte too large");
	text[STATE_MAX] = '\0';
	is_int(state_decode(arena, text, &state), 0, "the largest size");
}

/* Returns random bytes other than NUL. */
static char *bytes(struct arena *arena, unsigned least)
{
	unsigned n = least + random_below(20);
	char *text = arena_alloc(arena, n + 1);

	for (unsigned i = 0; i < n; i++)
		text[i] = (char)(1 + random_below(255));
	return text;
}

static bool plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' ||
			strchr("'\"\\`$!*?()[]{}<>|&#~^", *text))
			return false;
	return true;
}

/* An encoded state is decoded unchanged, and contains no character that a shell treats
 * specially. */
static void walk(void)
{
	static const char *const names[] = { "PATH", "LD_LIBRARY_PATH", "CUDA_HOME",
		"CPATH" };
	static const enum position places[] = { POSITION_BEFORE, POSITION_AFTER,
		POSITION_SCALAR };
	static const enum prior was[] = { PRIOR_UNSET, PRIOR_EXPORTED, PRIOR_LOCAL,
		PRIOR_SHADOWED };
	int wrong = 0;

	for (int i = 0; i < STEPS; i++) {
		struct arena arena = { 0 };
		struct applied applied[4];
		struct state state = { applied, 1 + random_below(4) }, again;
		const char *text;
		bool good;

		for (size_t k = 0; k < state.n; k++)
			applied[k] = (struct applied){
				.name = names[k],
				.position = places[random_below(3)],
				.prior = was[random_below(4)],
				.anchor = anchor_of(
					bytes(&arena, 0), random_below(2) ? "a" : NULL),
				.saved = bytes(&arena, 0),
				.value = bytes(&arena, 1),
			};
		text = state_encode(&arena, &state);
		good = plain(text) && state_decode(&arena, text, &again) == 0 &&
		       again.n == state.n;
		for (size_t k = 0; good && k < state.n; k++) {
			const struct applied *a = &applied[k], *b = &again.applied[k];

			good = streq(a->name, b->name) && a->position == b->position &&
			       a->prior == b->prior && streq(a->value, b->value) &&
			       (a->position == POSITION_SCALAR
					       ? streq(a->saved, b->saved)
					       : a->anchor.len == b->anchor.len &&
							 a->anchor.each ==
								 b->anchor.each &&
							 a->anchor.duplicates ==
								 b->anchor.duplicates &&
							 (!a->anchor.len ||
								 a->anchor.hash ==
									 b->anchor.hash));
		}
		if (!good && wrong++ < 5)
			printf("# step %d: %s\n", i, text);
		arena_release(&arena);
	}
	is_int(wrong, 0, "a walk of 2000 steps");
}

int main(void)
{
	struct arena arena = { 0 };

	random_start();
	reading(&arena);
	newer(&arena);
	damage(&arena);
	too_large(&arena);
	walk();
	arena_release(&arena);
	return done();
}
