/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pathlist.h"

#include "core/hash.h"

char *pathlist_insert(
	struct arena *arena, const char *text, const char *ours, enum pathlist_end end)
{
	if (!*text)
		return arena_dup(arena, ours);
	return end == PATHLIST_FRONT ? arena_cat(arena, ours, ":", text)
				     : arena_cat(arena, text, ":", ours);
}

/* The next place at or behind `from` where the elements `run` stand, or NULL. */
static const char *next_run(const char *text, const char *from, const char *run, size_t n)
{
	for (const char *p = from; p; p = strchr(p, ':'), p = p ? p + 1 : NULL)
		if ((p == text || p[-1] == ':') && strncmp(p, run, n) == 0 &&
			(!p[n] || p[n] == ':'))
			return p;
	return NULL;
}

/* The one behind `p`; an empty run can stand at the very end. */
static const char *run_behind(const char *text, const char *p, const char *run, size_t n)
{
	return *p ? next_run(text, p + 1, run, n) : NULL;
}

static unsigned count_runs(const char *text, const char *run)
{
	size_t n = strlen(run);
	unsigned count = 0;

	for (const char *p = next_run(text, text, run, n); p;
		p = run_behind(text, p, run, n))
		count++;
	return count;
}

struct anchor anchor_of(const char *text, const char *ours)
{
	size_t len = strlen(text);

	return (struct anchor){
		.len = len,
		.hash = hash_add(HASH_START, text, len),
		.duplicates = ours ? count_runs(text, ours) : 0,
	};
}

bool anchor_is(struct anchor anchor, const char *text)
{
	struct anchor now = anchor_of(text, NULL);

	return now.len == anchor.len && (!now.len || now.hash == anchor.hash);
}

static const char *last_run(const char *text, const char *run, size_t n)
{
	const char *last = NULL;

	for (const char *p = next_run(text, text, run, n); p;
		p = run_behind(text, p, run, n))
		last = p;
	return last;
}

static bool same(const char *p, struct anchor anchor)
{
	return hash_add(HASH_START, p, anchor.len) == anchor.hash;
}

/* Does the text that ours was put beside still stand beside this run? */
static bool anchored(const char *text, const char *run, size_t n, enum pathlist_end end,
	struct anchor anchor)
{
	size_t before = (size_t)(run - text);
	const char *behind = run + n;

	if (anchor.len == 0)
		return false;
	if (end == PATHLIST_FRONT)
		return *behind == ':' && strlen(behind + 1) >= anchor.len &&
		       (!behind[1 + anchor.len] || behind[1 + anchor.len] == ':') &&
		       same(behind + 1, anchor);
	return before > anchor.len && same(run - 1 - anchor.len, anchor) &&
	       (before == anchor.len + 1 || run[-2 - (ptrdiff_t)anchor.len] == ':');
}

static const char *find_run(
	const char *text, const char *run, enum pathlist_end end, struct anchor anchor)
{
	size_t n = strlen(run);
	const char *first = next_run(text, text, run, n);

	for (const char *p = first; p; p = run_behind(text, p, run, n))
		if (anchored(text, p, n, end, anchor))
			return p;
	return end == PATHLIST_FRONT ? first : last_run(text, run, n);
}

static char *cut(struct arena *arena, const char *text, const char *run, size_t n)
{
	size_t before = (size_t)(run - text);
	const char *behind = run + n;

	if (*behind == ':')
		return arena_cat(arena, arena_ndup(arena, text, before), behind + 1);
	if (before)
		return arena_ndup(arena, text, before - 1);
	return NULL;
}

char *pathlist_remove(struct arena *arena, const char *text, const char *ours,
	enum pathlist_end end, struct anchor anchor)
{
	const char *run = count_runs(text, ours) > anchor.duplicates
				  ? find_run(text, ours, end, anchor)
				  : NULL;
	char *left = arena_dup(arena, text);
	struct strv elements;

	if (run)
		return cut(arena, text, run, strlen(ours));
	if (!strchr(ours, ':'))
		return left;
	elements = strv_split(arena, ours, ':');
	for (size_t i = 0; i < elements.n && left; i++) {
		if (count_runs(left, elements.v[i]) <= anchor.duplicates)
			continue;
		run = find_run(left, elements.v[i], end, (struct anchor){ 0 });
		if (run)
			left = cut(arena, left, run, strlen(elements.v[i]));
	}
	return left;
}

bool pathlist_has(const char *text, const char *element, size_t n)
{
	return next_run(text, text, element, n) != NULL;
}
