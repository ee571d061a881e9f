/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "release.h"

#include <stdlib.h>

#define RELEASE_MAX 32

/* Returns the length of the numbers with single dots between them at `text`: 6 for
 * "12.4.1.json", 0 if there are none. */
static size_t release_length(const char *text)
{
	size_t n = 0;

	for (;;) {
		size_t digits = strspn(text + n, "0123456789");

		if (!digits)
			return n ? n - 1 : 0;
		n += digits;
		if (text[n] != '.')
			return n;
		n++;
	}
}

void releases_scan(struct strv *releases, const char *text)
{
	static const char head[] = "redistrib_", tail[] = ".json";

	while ((text = strstr(text, head))) {
		size_t n;
		const char *release;

		text += strlen(head);
		n = release_length(text);
		if (n < 1 || n > RELEASE_MAX || !skip_prefix(text + n, tail))
			continue;
		release = arena_ndup(releases->arena, text, n);
		if (!strv_has(releases, release))
			strv_add(releases, release);
	}
}

static int by_number(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

void releases_sort(struct strv *releases)
{
	if (releases->n)
		qsort(releases->v, releases->n, sizeof(*releases->v), by_number);
}

bool release_matches(const char *release, const char *prefix)
{
	const char *rest = skip_prefix(release, prefix);

	return rest && (!*rest || *rest == '.' || !*prefix);
}
