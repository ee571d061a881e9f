/* SPDX-License-Identifier: MIT
 * Any text as a table of facts: every field is found again under its column.
 */
#include "config.h"

#include "model/table.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct table table = table_parse(&arena, fuzz_text(&arena, data, size));

	for (size_t i = 0; i < table.n && i < 50; i++)
		for (size_t k = 0; k < table.head.n && k < 50; k++) {
			const char *name = table.head.v[k];
			long row = table_find(&table, name, table_field(&table, i, name));

			must(row >= 0 && (size_t)row <= i);
		}
	must(streq(table_field(&table, 0, "\n"), "") || table.n == 0);
	arena_release(&arena);
	return 0;
}
