/* SPDX-License-Identifier: MIT
 * Unit tests print TAP: one line for each ok() or is_...(), and done() at the end of
 * main.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

static inline bool ok(bool good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, name);
	tap_failed += !good;
	return good;
}

static inline void is_int(long got, long want, const char *name)
{
	if (!ok(got == want, name))
		printf("# got %ld, want %ld\n", got, want);
}

/* Either may be NULL. */
static inline void is_str(const char *got, const char *want, const char *name)
{
	if (!ok(got == want || (got && want && strcmp(got, want) == 0), name))
		printf("# got  <%s>\n# want <%s>\n", got ? got : "NULL",
			want ? want : "NULL");
}

static inline int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}
