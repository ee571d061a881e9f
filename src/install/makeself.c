/* SPDX-License-Identifier: MIT
 * makeself-header.sh of makeself 2.1 to 2.5: the payload begins after the header's last
 * line. Its number is in `skip="714"` (since 2.4) or only in `head -n 532 "$0"` (before).
 */
#include "config.h"

#include "makeself.h"

#include <errno.h>
#include <stdlib.h>

/* Returns the rest of the line that starts with `key`, or NULL. */
static const char *line_after(const char *text, const char *key)
{
	for (const char *p = text; p; p = strchr(p, '\n')) {
		const char *value;

		p += *p == '\n';
		value = skip_prefix(p, key);
		if (value)
			return value;
		if (!*p)
			break;
	}
	return NULL;
}

/* Returns the number at `p`, which may be quoted, or -1. */
static long long number_at(const char *p)
{
	if (p && (*p == '"' || *p == '\''))
		p++;
	if (!p || *p < '0' || *p > '9' || strspn(p, "0123456789") > 15)
		return -1;
	return strtoll(p, NULL, 10);
}

static long long lines_of(const char *text)
{
	static const char *const keys[] = { "skip=", "SKIP=" };
	const char *p;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		long long lines = number_at(line_after(text, keys[i]));

		if (lines >= 0)
			return lines;
	}
	p = strstr(text, "head -n ");
	return p ? number_at(p + strlen("head -n ")) : -1;
}

int makeself_parse(const char *head, size_t len, struct makeself *makeself)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	/* The script ends at the first NUL. */
	const char *text = arena_ndup(&scratch, head, len);
	const char *p = text;
	long long lines;

	if (!skip_prefix(text, "#!/bin/sh") || !strstr(text, "akeself"))
		return -EINVAL;
	lines = lines_of(text);
	if (lines < 1)
		return -EINVAL;
	for (long long i = 0; i < lines; i++) {
		const char *end = memchr(p, '\n', len - (size_t)(p - text));

		if (!end)
			return -EINVAL;
		p = end + 1;
	}
	*makeself = (struct makeself){
		.offset = (size_t)(p - text),
		.payload = number_at(line_after(text, "filesizes=")),
	};
	return 0;
}
