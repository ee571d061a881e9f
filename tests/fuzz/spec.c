/* SPDX-License-Identifier: MIT
 * Any text as a spec: a valid one cannot be a path out of a directory, and a numeric one
 * has the version of its name.
 */
#include "config.h"

#include "model/spec.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *raw = fuzz_text(&arena, data, size);
	struct version version;
	struct spec spec;

	if (version_parse(raw, strlen(raw), &version))
		must(version.major >= 0 && version_compare(version, version) == 0 &&
			version_starts_with(version, version));
	if (spec_valid(raw)) {
		must(*raw != '.' && *raw != '-' && !strchr(raw, '/') &&
			strlen(raw) <= SPEC_MAX);
		spec = spec_parse(&arena, raw);
		must(spec_valid(spec.name) || !*spec.name || *spec.name == '.' ||
			*spec.name == '-');
		if (spec.numeric)
			must(version_parse(spec.name, strlen(spec.name), &version) &&
				version_compare(version, spec.version) == 0);
	}
	arena_release(&arena);
	return 0;
}
