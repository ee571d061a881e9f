/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "version.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Parses up to 9 digits, so that no number overflows. */
static bool number_parse(const char **s, const char *end, int *number)
{
	const char *p = *s;

	*number = 0;
	while (p < end && digit(*p) && p - *s < 9)
		*number = *number * 10 + (*p++ - '0');
	if (p == *s || (p < end && digit(*p)))
		return false;
	*s = p;
	return true;
}

bool version_parse(const char *s, size_t n, struct version *version)
{
	const char *end = s + n;
	int *part[] = { &version->major, &version->minor, &version->patch };

	*version = VERSION_UNKNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		if (!number_parse(&s, end, part[i]))
			return false;
		if (s == end)
			return true;
		if (*s++ != '.')
			return false;
	}
	return false;
}

int version_compare(struct version a, struct version b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	if (a.patch != b.patch)
		return a.patch < b.patch ? -1 : 1;
	return 0;
}

bool version_same_release(struct version a, struct version b)
{
	return a.major == b.major && a.minor == b.minor;
}

bool version_starts_with(struct version version, struct version prefix)
{
	return version.major == prefix.major &&
	       (prefix.minor < 0 || version.minor == prefix.minor) &&
	       (prefix.patch < 0 || version.patch == prefix.patch);
}

char *version_text(struct arena *arena, struct version version)
{
	if (version.major < 0)
		return arena_dup(arena, "unknown");
	if (version.minor < 0)
		return arena_printf(arena, "%d", version.major);
	if (version.patch < 0)
		return arena_printf(arena, "%d.%d", version.major, version.minor);
	return arena_printf(
		arena, "%d.%d.%d", version.major, version.minor, version.patch);
}

struct version version_from_api(int number)
{
	return (struct version){ number / 1000, number % 1000 / 10, -1 };
}
