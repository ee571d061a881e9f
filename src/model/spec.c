/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "spec.h"

bool spec_valid(const char *spec)
{
	size_t n = strspn(spec, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				"0123456789._+-");

	return n >= 1 && n <= SPEC_MAX && !spec[n] && spec[0] != '.' && spec[0] != '-';
}

/* Returns the version that the tag of a wheel index means, as in PyTorch's: "118" is
 * 11.8, "92" is 9.2, "1210" is 12.10. */
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
		if (rest && *rest >= '0' && *rest <= '9')
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
