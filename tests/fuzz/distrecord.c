/* SPDX-License-Identifier: MIT
 * Any text as RECORD: it equals itself, and differs from itself without a file.
 */
#include "config.h"

#include "install/digest.h"
#include "install/dist_record.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct listing listed, found;
	const char *problem = NULL;
	char *text = fuzz_text(&arena, data, size);

	if (dist_record_parse(&arena, text, size, &listed, &problem) < 0) {
		must(problem != NULL);
		arena_release(&arena);
		return 0;
	}
	found = listing_new(&arena);
	for (size_t i = 0; i < listed.n; i++) {
		must(listed.v[i].size < 0 || digest_valid(listed.v[i].sha256));
		listing_add(&found, listed.v[i]);
	}
	problem = dist_record_compare(&arena, "d/RECORD", &listed, &found);
	if (!problem && found.n) {
		found.n--;
		must(dist_record_compare(&arena, "d/RECORD", &listed, &found) != NULL);
	}
	arena_release(&arena);
	return 0;
}
