/* SPDX-License-Identifier: MIT
 * Search paths ("a:b:c"): putting elements in, and taking exactly those out again, byte
 * for byte, whatever happened to the rest meanwhile. Pure functions.
 *
 * Among equal elements ours is found by its anchor: the length and hash of the text that
 * it was put beside. Where that text has changed, the first one is taken (the last one,
 * for elements that were appended). Where no more of them are left than the text had by
 * itself, ours is gone already, and none is taken.
 */
#pragma once

#include "core/str.h"

#include <stdint.h>

struct anchor {
	size_t len;
	uint32_t hash;
	unsigned twins; /* how often what we put beside the text stood in it before */
};

enum pathlist_end { PATHLIST_FRONT, PATHLIST_BACK };

/* Of `text`, beside which `ours` (NULL: nothing) is put. */
struct anchor anchor_of(const char *text, const char *ours);
bool anchor_is(struct anchor anchor, const char *text);

/* `ours` ("x:y") in front of, or behind, `text`; no empty element is added: beside an
 * empty text ours stands alone. */
char *pathlist_insert(
	struct arena *arena, const char *text, const char *ours, enum pathlist_end end);

/* `text` without one occurrence of each element of `ours`; NULL when nothing is left at
 * all (which an empty element would not be). */
char *pathlist_remove(struct arena *arena, const char *text, const char *ours,
	enum pathlist_end end, struct anchor anchor);

bool pathlist_has(const char *text, const char *element, size_t n);
