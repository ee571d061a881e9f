/* SPDX-License-Identifier: MIT
 * The table of checks, and those in data/ that point to it, name checks that there are.
 */
#include "config.h"

#include "doctor/doctor.h"
#include "model/table.h"

#include "tap.h"

#include <stdlib.h>

/* Prints the ids that are none; true when there are none of these. */
static bool known(struct arena *arena, const char *ids)
{
	struct strv words = strv_words(arena, ids);
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

	for (const struct check *c = checks; c->id; c++) {
		ok(known(&arena, c->requires) && known(&arena, c->explains), c->id);
		if (check_find(c->id) != c)
			ok(false, arena_printf(&arena, "%s is there once", c->id));
	}
	named_in(&arena, "error_codes.tsv");
	named_in(&arena, "messages.tsv");
	arena_release(&arena);
	return done();
}
