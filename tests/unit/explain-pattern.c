/* SPDX-License-Identifier: MIT
 * Patterns: what each wildcard takes, and what does not match.
 */
#include "config.h"

#include "doctor/explain/clean.h"
#include "doctor/explain/pattern.h"

#include "tap.h"

static struct arena arena;

static bool matches(const char *pattern, const char *text, struct match *m)
{
	size_t n = strlen(text);
	char *clean = arena_alloc(&arena, 2 * n + 8);
	struct pattern p;

	if (pattern_compile(&arena, pattern, strlen(pattern), &p))
		return false;
	clean[0] = '\n';
	n = 1 + clean_text(text, n, clean + 1);
	clean[n++] = '\n';
	for (size_t at = 0; at < n; at++)
		if (pattern_match(&p, clean, n, at, m))
			return true;
	return false;
}

static void yes(const char *pattern, const char *text)
{
	struct match m;

	if (!ok(matches(pattern, text, &m), pattern))
		printf("# does not match <%s>\n", text);
}

static void no(const char *pattern, const char *text)
{
	struct match m;

	if (!ok(!matches(pattern, text, &m), pattern))
		printf("# matches <%s>\n", text);
}

static void wrong(const char *pattern)
{
	struct pattern p;

	ok(pattern_compile(&arena, pattern, strlen(pattern), &p) != NULL, pattern);
}

static void numbers(void)
{
	struct match m;
	const char *text = "found libcudart.so.11.0: and 12.";

	ok(matches("libcudart.so.{n}: and {n}", text, &m) && m.n == 2, "two numbers");
	is_str(arena_ndup(&arena, m.number[0].s, m.number[0].n), "11.0", "the first");
	is_str(arena_ndup(&arena, m.number[1].s, m.number[1].n), "12", "the second");
}

int main(void)
{
	char gap[GAP_MAX + 32];
	struct match m;

	yes("no such file", "error: No  Such\tFILE.");
	yes("no such file", "error: no such\nfile");
	yes("cannot find 'x'", "cannot find \xe2\x80\x98x\xe2\x80\x99");
	yes("cannot find 'x'", "cannot find \"x\"");
	yes("error: it broke", "\033[1;31merror:\033[0m it broke");
	yes("error: it broke", "\xe2\x94\x82 error: \xe2\x94\x82 it broke");
	yes("^fatal: no", "one\nfatal: no");
	no("^fatal: no", "one fatal: no");
	yes("it ends$", "so it ends\nhere");
	no("it ends$", "so it ends here");
	yes("from {} to nowhere", "from here to there to nowhere");
	no("from {} to nowhere", "from here\nto there to nowhere");
	yes("lib{w}.so: cannot", "libcudart.so: cannot");
	no("lib{w}.so: cannot", "lib cudart.so: cannot");
	no("lib{w}.so: cannot", "lib.so: cannot");
	yes("sm_{n} is not", "sm_120 is not");
	no("sm_{n} is not", "sm_xx is not");
	yes("driver {n}, module {n}", "driver 580.65.06, module 570.124");
	numbers();
	memset(gap, 'x', sizeof(gap));
	memcpy(gap, "start ", 6);
	strcpy(gap + sizeof(gap) - 5, " end");
	no("start {} end", gap);
	strcpy(gap + GAP_MAX - 4, " end");
	yes("start {} end", gap);
	ok(!matches("", "text", &m), "the empty pattern");
	wrong("{}");
	wrong("abc");
	wrong("some {}{} text");
	wrong("{} text");
	wrong("text {}");
	arena_release(&arena);
	return done();
}
