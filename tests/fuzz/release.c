/* SPDX-License-Identifier: MIT
 * Any text as a page that lists releases: each release is digits between single dots.
 */
#include "config.h"

#include "install/release.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct strv releases = strv_new(&arena);

	releases_scan(&releases, fuzz_text(&arena, data, size));
	releases_sort(&releases);
	for (size_t i = 0; i < releases.n; i++) {
		const char *release = releases.v[i];

		must(*release && strlen(release) <= 32);
		must(strspn(release, "0123456789.") == strlen(release));
		must(*release != '.' && !strstr(release, ".."));
		must(release_matches(release, release) && release_matches(release, ""));
		must(i == 0 || strcmp(release, releases.v[i - 1]) != 0);
	}
	arena_release(&arena);
	return 0;
}
