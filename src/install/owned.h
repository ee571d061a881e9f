/* SPDX-License-Identifier: MIT
 * The entries of an installed toolkit that cudaenv owns: those of its record, and the
 * directories above them. Everything else in it belongs to the user.
 */
#pragma once

#include "record.h"

struct owned {
	struct arena *arena;
	struct listing files; /* directories included */
	struct pathset known; /* the same, by path */
};

/* Reads them from the toolkit in the directory `dir`. Returns 0 or a negative errno, as
 * record_read() does; `record` then names the damaged file. */
_must_check_ int owned_read(
	struct owned *owned, struct arena *arena, int dir, struct record *record);
/* Adds to `foreign` the paths below the directory `name` of `at` that are not owned: what
 * is not in the record, what has become another kind of file, and what cannot be read. */
void owned_find_foreign(
	const struct owned *owned, int at, const char *name, struct strv *foreign);
/* Removes what is owned below `dir`: never through a link, and no directory that still
 * contains something. The record is removed last, and only if everything else was, so
 * that a later run can continue. Returns 0, or a negative errno with *failed, the path. */
_must_check_ int owned_remove(struct owned *owned, int dir, const char **failed);
