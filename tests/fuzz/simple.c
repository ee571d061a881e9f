/* SPDX-License-Identifier: MIT
 * Any text as a page of an index: addresses are https or http, and digests are digests.
 */
#include "config.h"

#include "install/digest.h"
#include "install/simple.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct simple_page page;
	const char *problem = NULL;
	char *text = fuzz_text(&arena, data, size);

	if (simple_parse(&arena, text, size, "https://h/s/a/", &page, &problem) < 0)
		must(problem != NULL);
	for (size_t i = 0; i < page.n && !problem; i++) {
		const struct simple_file *file = &page.files[i];

		must(strncmp(file->url, "https://", 8) == 0 ||
			strncmp(file->url, "http://", 7) == 0);
		must(!*file->sha256 || digest_valid(file->sha256));
		must(*file->name && file->size >= -1);
	}
	arena_release(&arena);
	return 0;
}
