/* SPDX-License-Identifier: MIT
 * Any text as METADATA: projects are normalized, and versions are numbers with dots.
 */
#include "config.h"

#include "install/metadata.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct metadata metadata;
	const char *problem = NULL;
	char *text = fuzz_text(&arena, data, size);

	if (metadata_parse(&arena, text, size, "x86_64", &metadata, &problem) < 0)
		must(problem != NULL);
	for (size_t i = 0; i < metadata.n && !problem; i++) {
		const struct requirement *pin = &metadata.requirements[i];

		must(*pin->project && !pin->project[strspn(pin->project,
					      "abcdefghijklmnopqrstuvwxyz0123456789-")]);
		must(!pin->version[strspn(pin->version, "0123456789.")]);
	}
	arena_release(&arena);
	return 0;
}
