/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/macro.h"
#include "model/spec.h"

#include "tap.h"

static void parsing(struct arena *arena)
{
	static const struct {
		const char *text, *want; /* NULL: invalid */
	} cases[] = {
		{ "12", "12" },
		{ "12.4", "12.4" },
		{ "12.4.1", "12.4.1" },
		{ "0.0.0", "0.0.0" },
		{ "012.04", "12.4" },
		{ "999999999.1", "999999999.1" },
		{ "1234567890", NULL }, /* more digits than fit an int */
		{ "", NULL },
		{ ".", NULL },
		{ "12.", NULL },
		{ ".4", NULL },
		{ "12..4", NULL },
		{ "12.4.1.0", NULL },
		{ "12.4.1.", NULL },
		{ "v12", NULL },
		{ "12.4a", NULL },
		{ "-1", NULL },
		{ " 12", NULL },
		{ "12 ", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct version version;
		bool good = version_parse(cases[i].text, strlen(cases[i].text), &version);

		is_str(good ? version_text(arena, version) : NULL, cases[i].want,
			cases[i].text);
	}
}

/* Every version in the list is less than all after it. */
static void order(void)
{
	static const struct version list[] = { { -1, -1, -1 }, { 9, 2, -1 },
		{ 11, -1, -1 }, { 11, 8, -1 }, { 12, 1, -1 }, { 12, 4, -1 }, { 12, 4, 0 },
		{ 12, 4, 9 }, { 12, 4, 10 }, { 12, 10, -1 } };
	bool good = true;

	for (size_t i = 0; i < ARRAY_SIZE(list); i++)
		for (size_t j = 0; j < ARRAY_SIZE(list); j++)
			good &= version_compare(list[i], list[j]) == (i > j) - (i < j);
	ok(good,
		"versions are compared as numbers, and an unknown number is less than any other");
}

static bool starts(const char *version, const char *prefix)
{
	struct version a, b;

	return version_parse(version, strlen(version), &a) &&
	       version_parse(prefix, strlen(prefix), &b) && version_starts_with(a, b);
}

static void prefixes(void)
{
	ok(starts("12.4.1", "12"), "12.4.1 starts with 12");
	ok(starts("12.4.1", "12.4"), "12.4.1 starts with 12.4");
	ok(starts("12.4.1", "12.4.1"), "12.4.1 starts with itself");
	ok(!starts("12.10", "12.1"), "12.10 does not start with 12.1");
	ok(!starts("12.4", "1"), "12.4 does not start with 1");
	ok(!starts("12.4", "12.4.1"), "12.4 does not start with 12.4.1");
}

static void valid(void)
{
	static const char *const good[] = { "12", "12.4", "cuda-12.4", "a+b_c.d-e", "+",
		"_" };
	static const char *const bad[] = { "", ".", "..", "-", "-f", ".12", "a/b", "../x",
		"a b", "a\n", "a:b", "$a", "\xff", "a\x7f", "*" };
	char text[SPEC_MAX + 2];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		ok(spec_valid(good[i]), good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (!ok(!spec_valid(bad[i]), "an invalid spec"))
			printf("# <%s>\n", bad[i]);
	memset(text, 'x', sizeof(text));
	text[SPEC_MAX + 1] = '\0';
	ok(!spec_valid(text), "65 characters are not a spec");
	text[SPEC_MAX] = '\0';
	ok(spec_valid(text), "64 characters are a spec");
}

static void specs(struct arena *arena)
{
	static const struct {
		const char *raw;
		enum spec_kind kind;
		const char *name;
		bool numeric;
	} cases[] = {
		{ "12.4", SPEC_NAMED, "12.4", true },
		{ "cuda-12.4", SPEC_NAMED, "12.4", true },
		{ "cuda12.4", SPEC_NAMED, "12.4", true },
		{ "v12", SPEC_NAMED, "12", true },
		{ "cu92", SPEC_NAMED, "9.2", true },
		{ "cu118", SPEC_NAMED, "11.8", true },
		{ "cu1210", SPEC_NAMED, "12.10", true },
		{ "cu1", SPEC_NAMED, "cu1", false },
		{ "cu12100", SPEC_NAMED, "cu12100", false },
		{ "cu12x", SPEC_NAMED, "cu12x", false },
		{ "cuda-", SPEC_NAMED, "cuda-", false },
		{ "cuda", SPEC_NAMED, "cuda", false },
		{ "version", SPEC_NAMED, "version", false },
		{ "prod", SPEC_NAMED, "prod", false },
		{ "latest", SPEC_LATEST, "latest", false },
		{ "system", SPEC_SYSTEM, "system", false },
		{ "cpu", SPEC_SYSTEM, "cpu", false },
		{ "none", SPEC_SYSTEM, "none", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spec spec = spec_parse(arena, cases[i].raw);

		is_str(spec.name, cases[i].name, cases[i].raw);
		ok(spec.kind == cases[i].kind && spec.numeric == cases[i].numeric,
			"the kind of spec");
	}
}

static void api(struct arena *arena)
{
	is_str(version_text(arena, version_from_api(9020)), "9.2", "9020 is 9.2");
	is_str(version_text(arena, version_from_api(12040)), "12.4", "12040 is 12.4");
	is_str(version_text(arena, version_from_api(12100)), "12.10", "12100 is 12.10");
}

int main(void)
{
	struct arena arena = { 0 };

	parsing(&arena);
	order();
	prefixes();
	valid();
	specs(&arena);
	api(&arena);
	arena_release(&arena);
	return done();
}
