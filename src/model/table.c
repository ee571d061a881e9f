/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "table.h"

#include "core/file.h"

#include <fcntl.h>

#define TABLE_MAX (1024 * 1024)

struct table table_parse(struct arena *arena, const char *text)
{
	struct strv lines = strv_split(arena, text, '\n');
	struct table table = { .rows = arena_alloc(
				       arena, lines.n * sizeof(struct strv)) };

	for (size_t i = 0; i < lines.n; i++) {
		if (!*lines.v[i] || *lines.v[i] == '#')
			continue;
		if (!table.head.n)
			table.head = strv_split(arena, lines.v[i], '\t');
		else
			table.rows[table.n++] = strv_split(arena, lines.v[i], '\t');
	}
	return table;
}

int table_read(
	struct arena *arena, const char *dir, const char *name, struct table *table)
{
	struct text text;
	int r = file_read(arena, AT_FDCWD, arena_printf(arena, "%s/data/%s", dir, name),
		TABLE_MAX, &text);

	if (r == 0)
		*table = table_parse(arena, text.s);
	return r;
}

const char *table_field(const struct table *table, size_t row, const char *name)
{
	for (size_t i = 0; i < table->head.n && i < table->rows[row].n; i++)
		if (streq(table->head.v[i], name))
			return table->rows[row].v[i];
	return "";
}

long table_find(const struct table *table, const char *name, const char *value)
{
	for (size_t i = 0; i < table->n; i++)
		if (streq(table_field(table, i, name), value))
			return (long)i;
	return -1;
}
