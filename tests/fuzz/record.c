/* SPDX-License-Identifier: MIT
 * Any two texts, separated by a NUL, as the files of a record: the name of a component is
 * the name of a file.
 */
#include "config.h"

#include "install/record.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *conf = fuzz_text(&arena, data, size);
	size_t n = strlen(conf);
	const char *components = n < size ? conf + n + 1 : "";
	struct record record;

	if (record_parse(&record, &arena, conf) == 0 &&
		record_parse_components(&record, components) == 0) {
		must(record.version && record.platform && record.source);
		for (size_t i = 0; i < record.n; i++) {
			const char *name = record.components[i].name;

			must(*name && *name != '.' && !strpbrk(name, "/\n\t"));
			must(record.components[i].title != NULL);
			must(record_find(&record, name) != NULL);
		}
	}
	arena_release(&arena);
	return 0;
}
