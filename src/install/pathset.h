/* SPDX-License-Identifier: MIT
 * The set of paths that are taken in a toolkit: for each path its item and the component
 * that it belongs to. Items are referenced, not copied; all memory is the arena's.
 */
#pragma once

#include "listing.h"

struct taken {
	const struct item *item; /* NULL in an unused slot */
	const char *component;	 /* "" for directories and what belongs to no component */
};

struct pathset {
	struct arena *arena;
	struct taken *slots;
	size_t n, cap;
};

struct pathset pathset_new(struct arena *arena);
/* Adds the item under its path, in place of an item with the same path. */
void pathset_add(struct pathset *set, const struct item *item, const char *component);
/* Returns the entry of a path, or NULL. It is valid until the next pathset_add(). */
const struct taken *pathset_find(const struct pathset *set, const char *path);
