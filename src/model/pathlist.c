/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pathlist.h"

#include "core/hash.h"

char *pathlist_insert(struct arena *arena, const char *list, const char *elements,
	enum pathlist_end end)
{
	if (!*list)
		return arena_dup(arena, elements);
	return end == PATHLIST_FRONT ? arena_cat(arena, elements, ":", list)
				     : arena_cat(arena, list, ":", elements);
}

/* Returns the next position, from `from` on, at which `list` contains the elements `run`,
 * or NULL. */
static const char *next_run(const char *list, const char *from, const char *run, size_t n)
{
	for (const char *p = from; p; p = strchr(p, ':'), p = p ? p + 1 : NULL)
		if ((p == list || p[-1] == ':') && strncmp(p, run, n) == 0 &&
			(!p[n] || p[n] == ':'))
			return p;
	return NULL;
}

/* Returns the next position after `p`; an empty element can be at the very end. */
static const char *run_after(const char *list, const char *p, const char *run, size_t n)
{
	return *p ? next_run(list, p + 1, run, n) : NULL;
}

static unsigned count_runs(const char *list, const char *run, size_t n)
{
	unsigned count = 0;

	for (const char *p = next_run(list, list, run, n); p;
		p = run_after(list, p, run, n))
		count++;
	return count;
}

enum { EACH_MAX = 8, EACH_BITS = 4, EACH_LIMIT = (1 << EACH_BITS) - 1 };

/* Returns how often the list of the anchor contained element `i` of several. */
static unsigned count_of(uint32_t each, size_t i)
{
	return i < EACH_MAX ? (each >> (i * EACH_BITS)) & EACH_LIMIT : 0;
}

static uint32_t count_each(const char *list, const char *elements)
{
	uint32_t each = 0;
	size_t i = 0;

	if (!strchr(elements, ':'))
		return 0;
	for (const char *p = elements; p && i < EACH_MAX; i++) {
		const char *end = strchrnul(p, ':');
		unsigned count = count_runs(list, p, (size_t)(end - p));

		each |= (uint32_t)(count < EACH_LIMIT ? count : EACH_LIMIT)
			<< (i * EACH_BITS);
		p = *end ? end + 1 : NULL;
	}
	return each;
}

struct anchor anchor_of(const char *list, const char *elements)
{
	size_t len = strlen(list);

	return (struct anchor){
		.len = len,
		.hash = hash_add(HASH_START, list, len),
		.duplicates = elements ? count_runs(list, elements, strlen(elements)) : 0,
		.each = elements ? count_each(list, elements) : 0,
	};
}

bool anchor_is(struct anchor anchor, const char *list)
{
	struct anchor now = anchor_of(list, NULL);

	return now.len == anchor.len && (!now.len || now.hash == anchor.hash);
}

static const char *last_run(const char *list, const char *run, size_t n)
{
	const char *last = NULL;

	for (const char *p = next_run(list, list, run, n); p;
		p = run_after(list, p, run, n))
		last = p;
	return last;
}

static bool same(const char *p, struct anchor anchor)
{
	return hash_add(HASH_START, p, anchor.len) == anchor.hash;
}

/* Returns true if the list that the elements were inserted into is still next to this
 * run. */
static bool anchored(const char *list, const char *run, size_t n, enum pathlist_end end,
	struct anchor anchor)
{
	size_t before = (size_t)(run - list);
	const char *after = run + n;

	if (anchor.len == 0)
		return false;
	if (end == PATHLIST_FRONT)
		return *after == ':' && strlen(after + 1) >= anchor.len &&
		       (!after[1 + anchor.len] || after[1 + anchor.len] == ':') &&
		       same(after + 1, anchor);
	return before > anchor.len && same(run - 1 - anchor.len, anchor) &&
	       (before == anchor.len + 1 || run[-2 - (ptrdiff_t)anchor.len] == ':');
}

bool pathlist_is_anchored(
	const char *list, const char *ours, enum pathlist_end end, struct anchor anchor)
{
	size_t n = strlen(ours);

	for (const char *p = next_run(list, list, ours, n); p;
		p = run_after(list, p, ours, n))
		if (anchor.len ? anchored(list, p, n, end, anchor)
			       : (end == PATHLIST_FRONT ? !p[n] : p == list))
			return true;
	return false;
}

static const char *find_run(
	const char *list, const char *run, enum pathlist_end end, struct anchor anchor)
{
	size_t n = strlen(run);
	const char *first = next_run(list, list, run, n);

	for (const char *p = first; p; p = run_after(list, p, run, n))
		if (anchored(list, p, n, end, anchor))
			return p;
	return end == PATHLIST_FRONT ? first : last_run(list, run, n);
}

static char *cut(struct arena *arena, const char *list, const char *run, size_t n)
{
	size_t before = (size_t)(run - list);
	const char *after = run + n;

	if (*after == ':')
		return arena_cat(arena, arena_ndup(arena, list, before), after + 1);
	if (before)
		return arena_ndup(arena, list, before - 1);
	return NULL;
}

char *pathlist_remove(struct arena *arena, const char *list, const char *elements,
	enum pathlist_end end, struct anchor anchor)
{
	const char *run = count_runs(list, elements, strlen(elements)) > anchor.duplicates
				  ? find_run(list, elements, end, anchor)
				  : NULL;
	char *left = arena_dup(arena, list);
	struct strv parts;

	if (run)
		return cut(arena, list, run, strlen(elements));
	if (!strchr(elements, ':'))
		return left;
	parts = strv_split(arena, elements, ':');
	for (size_t i = 0; i < parts.n && left; i++) {
		if (count_runs(left, parts.v[i], strlen(parts.v[i])) <=
			count_of(anchor.each, i))
			continue;
		run = find_run(left, parts.v[i], end, (struct anchor){ 0 });
		if (run)
			left = cut(arena, left, run, strlen(parts.v[i]));
	}
	return left;
}

bool pathlist_has(const char *list, const char *element, size_t n)
{
	return next_run(list, list, element, n) != NULL;
}
