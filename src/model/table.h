/* SPDX-License-Identifier: MIT
 * Facts in files: tab-separated tables below $pkgdatadir/data, "#" lines name the
 * sources, the first other line names the columns.
 */
#pragma once

#include "core/str.h"

struct table {
	struct strv head;
	struct strv *rows;
	size_t n;
};

/* 0 or a negative errno. */
_must_check_ int table_read(
	struct arena *arena, const char *dir, const char *name, struct table *table);
/* The field of `row` under the column `name`; "" when there is none. */
const char *table_field(const struct table *table, size_t row, const char *name);
/* The first row with `value` under `name`; -1. */
long table_find(const struct table *table, const char *name, const char *value);
