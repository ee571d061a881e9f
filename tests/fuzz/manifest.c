/* SPDX-License-Identifier: MIT
 * Any text as a manifest: its names can be part of a URL and a file name unchanged.
 */
#include "config.h"

#include "install/digest.h"
#include "install/manifest.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct manifest manifest;
	const char *problem = NULL;

	if (manifest_parse(&arena, (const char *)data, size, "linux-x86_64", &manifest,
		    &problem) < 0)
		must(problem != NULL);
	for (size_t i = 0; i < manifest.n && !problem; i++) {
		const struct package *package = &manifest.packages[i];

		must(manifest_path_valid(package->path) && !strstr(package->path, "/."));
		must(*package->path != '/' && !strpbrk(package->path, " %?#&\\\n"));
		must(digest_valid(package->sha256) && package->size > 0);
		must(!strchr(package->component, '/') && *package->component != '.');
		must(!strpbrk(package->license, "\n\t") &&
			!strpbrk(package->title, "\n\t"));
	}
	arena_release(&arena);
	return 0;
}
