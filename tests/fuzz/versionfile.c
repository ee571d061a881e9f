/* SPDX-License-Identifier: MIT
 * Any bytes as a .cuda-version and a .tool-versions: every spec from it is valid, and what
 * `use` would write is read again.
 */
#include "config.h"

#include "model/spec.h"
#include "model/versionfile.h"

#include "fuzz.h"

static void all_valid(const struct versionfile *file)
{
	for (size_t i = 0; i < file->specs.n; i++)
		must(spec_valid(file->specs.v[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *text = fuzz_text(&arena, data, size), *edited;
	struct versionfile file = versionfile_parse(&arena, "f", text, size), again;
	struct versionfile tools = versionfile_parse_tools(&arena, "f", text, size);
	struct strv specs = strv_new(&arena);

	all_valid(&file);
	all_valid(&tools);
	if (strlen(text) == size) {
		strv_add(&specs, "12.4");
		edited = versionfile_edit(&arena, text, &specs, REPLACE_FIRST);
		again = versionfile_parse(&arena, "f", edited, strlen(edited));
		must(again.specs.n && streq(again.specs.v[0], "12.4"));
		edited = versionfile_edit(&arena, edited, &specs, REPLACE_ALL);
		again = versionfile_parse(&arena, "f", edited, strlen(edited));
		must(again.specs.n == 1 && again.notes.n == 0);
	}
	arena_release(&arena);
	return 0;
}
