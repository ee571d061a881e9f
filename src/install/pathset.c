/* SPDX-License-Identifier: MIT
 * A hash table with open addressing, at most half full.
 */
#include "config.h"

#include "pathset.h"

#include "core/hash.h"

struct pathset pathset_new(struct arena *arena)
{
	return (struct pathset){ .arena = arena };
}

static struct taken *slot_of(const struct pathset *set, const char *path)
{
	size_t i = hash_add(HASH_START, path, strlen(path)) & (set->cap - 1);

	while (set->slots[i].item && !streq(set->slots[i].item->path, path))
		i = (i + 1) & (set->cap - 1);
	return &set->slots[i];
}

static void grow(struct pathset *set)
{
	struct taken *old = set->slots;
	size_t cap = set->cap;

	set->cap = cap ? 4 * cap : 1024;
	set->slots = arena_alloc(set->arena, set->cap * sizeof(*set->slots));
	for (size_t i = 0; i < cap; i++)
		if (old[i].item)
			*slot_of(set, old[i].item->path) = old[i];
}

void pathset_add(struct pathset *set, const struct item *item, const char *component)
{
	struct taken *slot;

	if (2 * set->n >= set->cap)
		grow(set);
	slot = slot_of(set, item->path);
	set->n += !slot->item;
	*slot = (struct taken){ item, component };
}

const struct taken *pathset_find(const struct pathset *set, const char *path)
{
	const struct taken *slot = set->cap ? slot_of(set, path) : NULL;

	return slot && slot->item ? slot : NULL;
}
