/* SPDX-License-Identifier: MIT
 * Any bytes as /etc/ld.so.cache: every line has a name and a path, and there are not too
 * many.
 */
#include "config.h"

#include "doctor/gather/loadercache.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct machine machine = { .root = fuzz_dir(), .arena = &arena };
	struct strv lines;

	fuzz_file(&arena, "etc/ld.so.cache", data, size);
	lines = strv_split(&arena, loadercache_read(&machine), '\n');
	for (size_t i = 0; i + 1 < lines.n; i++)
		must(strv_split(&arena, lines.v[i], '\t').n == 2);
	must(lines.n < 200000);
	arena_release(&arena);
	return 0;
}
