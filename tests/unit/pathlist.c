/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "model/pathlist.h"

#include "random.h"
#include "tap.h"

enum { STEPS = 3000 };

static void inserting(struct arena *arena)
{
	is_str(pathlist_insert(arena, "a:b", "x:y", PATHLIST_FRONT), "x:y:a:b",
		"insert at the front");
	is_str(pathlist_insert(arena, "a:b", "x:y", PATHLIST_BACK), "a:b:x:y",
		"insert at the back");
	is_str(pathlist_insert(arena, "", "x", PATHLIST_FRONT), "x",
		"insert into an empty list");
	is_str(pathlist_insert(arena, ":", "x", PATHLIST_FRONT),
		"x::", "empty elements are kept at the end");
	is_str(pathlist_insert(arena, "a::b", "x", PATHLIST_BACK), "a::b:x",
		"and inside");
}

static void removing(struct arena *arena)
{
	static const struct {
		const char *text, *ours, *old, *want, *name;
		enum pathlist_end end;
	} cases[] = {
		{ "x:a:b", "x", "a:b", "a:b", "remove at the front", PATHLIST_FRONT },
		{ "a:b:x", "x", "a:b", "a:b", "remove at the back", PATHLIST_BACK },
		{ "x:y:a", "x:y", "a", "a", "two elements", PATHLIST_FRONT },
		{ "x", "x", "", NULL, "nothing is left", PATHLIST_FRONT },
		{ "x:", "x", "", "", "an empty element is left", PATHLIST_FRONT },
		{ "x::", "x", ":", ":", "two empty elements are left", PATHLIST_FRONT },
		{ "x:x:a", "x", "x:a", "x:a", "the user's equal one is kept",
			PATHLIST_FRONT },
		{ "a:x:x", "x", "a:x", "a:x", "the user's equal one is kept at the back",
			PATHLIST_BACK },
		{ "u:x:a:b", "x", "a:b", "u:a:b", "the user inserted before ours",
			PATHLIST_FRONT },
		{ "x:a:b:u", "x", "a:b", "a:b:u", "the user appended after ours",
			PATHLIST_FRONT },
		{ "x:u:x:a", "x", "a", "x:u:a",
			"the user's equal one before ours is kept", PATHLIST_FRONT },
		{ "a:x:u:x", "x", "a", "a:u:x", "the user's equal one after ours is kept",
			PATHLIST_BACK },
		{ "a:b", "x", "a:b", "a:b", "removed by the user", PATHLIST_FRONT },
		{ "xx:x/:a", "x", "a", "xx:x/:a", "a part of an element is not one",
			PATHLIST_FRONT },
		{ "x:u:y:a", "x:y", "a", "u:a", "separated by the user", PATHLIST_FRONT },
		{ "y:a", "x:y", "a", "a", "partly removed by the user", PATHLIST_FRONT },
		{ "x:b:a", "x", "a:b", "b:a", "the other elements were reordered",
			PATHLIST_FRONT },
		{ "a:b:", "x:", "a:b:", "a:b:",
			"ours are missing, the user's empty one is kept",
			PATHLIST_FRONT },
		{ "u:y", "x:y", "y", "u:y",
			"ours are missing, the user's equal one is kept",
			PATHLIST_FRONT },
		{ "", "x", "", "", "emptied by the user", PATHLIST_FRONT },
		{ "x:a", "x", "x:a", "x:a", "removed by the user, who has an equal one",
			PATHLIST_FRONT },
		{ "x:y:a", "x:y", "x:y:a", "x:y:a",
			"two were removed, the user's equal ones are kept",
			PATHLIST_FRONT },
		{ "x:u:y:x:y:a", "x:y", "x:y:a", "u:x:y:a",
			"separated, the user's equal ones are kept", PATHLIST_FRONT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(pathlist_remove(arena, cases[i].text, cases[i].ours, cases[i].end,
			       anchor_of(cases[i].old, cases[i].ours)),
			cases[i].want, cases[i].name);
}

static void having(void)
{
	ok(pathlist_has("a:b:c", "b", 1), "the list has b");
	ok(pathlist_has("a:b:c", "a", 1) && pathlist_has("a:b:c", "c", 1),
		"it has its first and last element");
	ok(!pathlist_has("a:bb:c", "b", 1), "bb is not b");
	ok(pathlist_has("a::c", "", 0), "it has an empty element");
	ok(!pathlist_has("a:c", "", 0), "it has no empty element");
}

/* Returns up to `most` random elements: ours are among them, and empty ones; "" is none. */
static const char *some(struct arena *arena, unsigned most)
{
	static const char *const elements[] = { "/a", "/b", "", "/x", "/y", "/x/y",
		"/x:/y" };
	unsigned n = random_below(most + 1);
	const char *text = "";

	for (unsigned i = 0; i < n; i++) {
		const char *e =
			elements[random_below(sizeof(elements) / sizeof(*elements))];

		text = i ? arena_printf(arena, "%s:%s", text, e) : e;
	}
	return text;
}

static const char *joined(struct arena *arena, const char *a, const char *b)
{
	return !*a ? b : !*b ? a : arena_printf(arena, "%s:%s", a, b);
}

/* Whatever the user inserts, equal elements included: exactly ours are removed. The old
 * value has an element that occurs only once, so that there is one correct result. */
static void walk(void)
{
	static const char *const sets[] = { "/x", "/x:/y", "/y:/x:/y" };
	int wrong = 0;

	for (int i = 0; i < STEPS; i++) {
		struct arena arena = { 0 };
		enum pathlist_end end = random_below(2) ? PATHLIST_FRONT : PATHLIST_BACK;
		const char *ours = sets[random_below(3)];
		const char *old = joined(&arena, joined(&arena, some(&arena, 3), "/only"),
			some(&arena, 3));
		const char *front = some(&arena, 4), *back = some(&arena, 4);
		const char *with = pathlist_insert(&arena, old, ours, end);
		const char *now = joined(&arena, joined(&arena, front, with), back);
		const char *want = joined(&arena, joined(&arena, front, old), back);
		const char *got =
			pathlist_remove(&arena, now, ours, end, anchor_of(old, ours));

		if ((!got || strcmp(got, want) != 0) && wrong++ < 5)
			printf("# step %d: <%s> with <%s> in <%s>: <%s>, want <%s>\n", i,
				old, ours, now, got ? got : "NULL", want);
		arena_release(&arena);
	}
	is_int(wrong, 0, "a walk of 3000 steps");
}

int main(void)
{
	struct arena arena = { 0 };

	random_start();
	inserting(&arena);
	removing(&arena);
	having();
	walk();
	arena_release(&arena);
	return done();
}
