/* SPDX-License-Identifier: MIT
 * Tables of facts: tab-separated files in $pkgdatadir/data. Lines that begin with "#" are
 * comments, which name the sources; the first other line names the columns.
 */
#pragma once

#include "core/str.h"

struct table {
	struct strv head;
	struct strv *rows;
	size_t n;
};

/* Reads the file `name` below the data directory `dir`. Returns 0 or a negative errno. */
_must_check_ int table_read(
	struct arena *arena, const char *dir, const char *name, struct table *table);
/* The same for the content of such a file. */
struct table table_parse(struct arena *arena, const char *text);
/* Returns the field of a row in the column `name`, or "" if there is none. */
const char *table_field(const struct table *table, size_t row, const char *name);
/* Returns the first row with `value` in the column `name`, or -1. */
long table_find(const struct table *table, const char *name, const char *value);
