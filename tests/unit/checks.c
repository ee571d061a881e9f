/* SPDX-License-Identifier: MIT
 * Every row of the tables of checks is complete, and names only checks that exist; so do
 * the tables in data/.
 */
#include "config.h"

#include "doctor/check/check.h"
#include "model/table.h"

#include "tap.h"

#include <stdlib.h>

/* Prints those ids that no check has. Returns true if there are none. */
static bool known(struct arena *arena, const char *ids)
{
	struct strv words = strv_words(arena, ids ? ids : "");
	bool all = true;

	for (size_t i = 0; i < words.n; i++)
		if (!check_find(words.v[i])) {
			printf("# no check is called %s\n", words.v[i]);
			all = false;
		}
	return all;
}

static void named_in(struct arena *arena, const char *file)
{
	const char *srcdir = getenv("srcdir");
	struct table table = { 0 };
	bool all = table_read(arena, srcdir ? srcdir : ".", file, &table) == 0 && table.n;

	for (size_t i = 0; i < table.n; i++)
		all &= known(arena, table_field(&table, i, "ids"));
	ok(all, file);
}

int main(void)
{
	struct arena arena = { 0 };

	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++) {
			ok(known(&arena, c->requires) && known(&arena, c->explains) &&
					c->title && c->run && c->absent && c->concerns && c->why &&
					c->fix,
				c->id);
			if (check_find(c->id) != c || check_group_of(c) != g->name)
				ok(false, arena_printf(&arena, "%s exists once", c->id));
		}
	named_in(&arena, "error_codes.tsv");
	arena_release(&arena);
	return done();
}
