/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "version.h"

#include "core/str.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to 9 digits, so that no number overflows. */
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

bool spec_valid(const char *spec)
{
	size_t n = strspn(spec, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				"0123456789._+-");

	return n >= 1 && n <= SPEC_MAX && !spec[n] && spec[0] != '.' && spec[0] != '-';
}

/* "118" is 11.8, "92" is 9.2, "1210" is 12.10: as PyTorch's index names write them. */
static const char *wheel_tag(struct arena *arena, const char *digits)
{
	size_t n = strlen(digits);
	size_t major = n == 4 ? 2 : n - 1;

	if (n < 2 || n > 4 || strspn(digits, "0123456789") != n)
		return NULL;
	return arena_printf(arena, "%.*s.%s", (int)major, digits, digits + major);
}

static const char *plain_name(struct arena *arena, const char *raw)
{
	static const char *const prefixes[] = { "cuda-", "cuda", "v" };
	const char *rest = skip_prefix(raw, "cu");
	const char *tag = rest ? wheel_tag(arena, rest) : NULL;

	if (tag)
		return tag;
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		rest = skip_prefix(raw, prefixes[i]);
		if (rest && digit(*rest))
			return rest;
	}
	return raw;
}

static enum spec_kind kind_of(const char *spec)
{
	static const char *const system[] = { "system", "cpu", "none" };

	for (size_t i = 0; i < ARRAY_SIZE(system); i++)
		if (streq(spec, system[i]))
			return SPEC_SYSTEM;
	return streq(spec, "latest") ? SPEC_LATEST : SPEC_NAMED;
}

bool spec_reserved(const char *spec)
{
	return kind_of(spec) != SPEC_NAMED;
}

struct spec spec_parse(struct arena *arena, const char *raw)
{
	struct spec spec = { .kind = kind_of(raw), .raw = raw, .name = raw };

	if (spec.kind != SPEC_NAMED)
		return spec;
	spec.name = plain_name(arena, raw);
	spec.numeric = version_parse(spec.name, strlen(spec.name), &spec.version);
	return spec;
}
