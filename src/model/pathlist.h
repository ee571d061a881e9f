/* SPDX-License-Identifier: MIT
 * Search paths ("a:b:c"): inserting elements, and removing exactly these later, byte for
 * byte, whatever else changed in between. Pure functions.
 *
 * If other elements are equal to the inserted ones, the anchor identifies the inserted
 * ones: the length and hash of the list that they were inserted into. If that list has
 * changed, the first match is removed (the last match of elements that were appended). If
 * there are no more matches than the list had before, ours are already missing, and
 * nothing is removed. Elements that are no longer next to each other are removed one by
 * one, by the same rule.
 */
#pragma once

#include "core/str.h"

#include <stdint.h>

struct anchor {
	size_t len;
	uint32_t hash;
	unsigned duplicates; /* how often the list already contained the elements */
	/* How often it contained each of several elements: four bits for each of the first
	 * eight, from the lowest bits up, and at most 15. */
	uint32_t each;
};

enum pathlist_end { PATHLIST_FRONT, PATHLIST_BACK };

/* Returns the anchor of `list`, into which `elements` are inserted (NULL: none). */
struct anchor anchor_of(const char *list, const char *elements);
/* Returns true if `list` is the one that the anchor was made of. */
bool anchor_is(struct anchor anchor, const char *list);

/* Returns `list` with `elements` ("x:y") at the front or the back. No empty element is
 * added: if `list` is empty, the result is only `elements`. */
char *pathlist_insert(struct arena *arena, const char *list, const char *elements,
	enum pathlist_end end);

/* Returns `list` without one occurrence of each of `elements`, or NULL if no element is
 * left ("" is a list with one, empty, element). */
char *pathlist_remove(struct arena *arena, const char *list, const char *elements,
	enum pathlist_end end, struct anchor anchor);

/* Returns true if `list` contains the elements that are the first `n` bytes of
 * `elements`, in this order. */
bool pathlist_has(const char *list, const char *elements, size_t n);
/* Returns true if `ours` is in the list next to the text that it was added to. */
bool pathlist_is_anchored(
	const char *list, const char *ours, enum pathlist_end end, struct anchor anchor);
