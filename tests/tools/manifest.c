/* SPDX-License-Identifier: MIT
 * `manifest PLATFORM FILE...` reads manifests as an install does, and prints a line for
 * each archive. For a file that cannot be read it prints why to stderr, and fails.
 */
#include "config.h"

#include "core/file.h"
#include "install/manifest.h"

#include <fcntl.h>

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	int status = 0;

	for (int i = 2; i < argc; i++) {
		struct manifest manifest;
		const char *problem = "cannot be read";
		struct text text;

		if (file_read(&arena, AT_FDCWD, argv[i], MANIFEST_MAX, &text) < 0 ||
			manifest_parse(&arena, text.s, text.len, argv[1], &manifest,
				&problem) < 0) {
			fprintf(stderr, "%s: %s\n", argv[i], problem);
			status = 1;
			continue;
		}
		for (size_t j = 0; j < manifest.n; j++)
			printf("%s %s %s %s %lld\n", manifest.packages[j].component,
				manifest.packages[j].version,
				manifest.packages[j].variant
					? manifest.packages[j].variant
					: "-",
				manifest.packages[j].path, manifest.packages[j].size);
	}
	arena_release(&arena);
	return status;
}
