/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "dist_record.h"

#include "digest.h"

#include <errno.h>
#include <stdlib.h>

#define FIELDS 3

/* Reads one field of CSV, which ends at a comma or at the end of the line. */
static bool take_field(const char **p, const char *end, struct str *field)
{
	field->len = 0;
	field->s[0] = '\0';
	if (*p < end && **p == '"') {
		for (++*p; *p < end; ++*p) {
			if (**p == '"' && (*p + 1 == end || (*p)[1] != '"'))
				break;
			*p += **p == '"';
			str_addc(field, **p);
		}
		if (*p == end)
			return false;
		++*p;
		return *p == end || **p == ',';
	}
	while (*p < end && **p != ',')
		str_addc(field, *(*p)++);
	return true;
}

static int digit64(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* Returns the hex digits of "sha256=...", or NULL. */
static const char *hex_of(struct arena *arena, const char *field)
{
	const char *text = skip_prefix(field, "sha256=");
	struct str hex = str_new(arena);
	unsigned bits = 0, n = 0;

	for (; text && *text && *text != '='; text++) {
		int digit = digit64(*text);

		if (digit < 0 || hex.len > DIGEST_HEX)
			return NULL;
		bits = bits << 6 | (unsigned)digit;
		n += 6;
		for (; n >= 4 && hex.len < DIGEST_HEX; n -= 4)
			str_addc(&hex, "0123456789abcdef"[bits >> (n - 4) & 15]);
	}
	return hex.len == DIGEST_HEX ? hex.s : NULL;
}

static int take_line(struct arena *arena, const char *p, const char *end,
	struct listing *listing, const char **problem)
{
	struct str fields[FIELDS] = { str_new(arena), str_new(arena), str_new(arena) };
	struct item item = { .kind = 'f', .sha256 = "-", .size = -1 };
	char *rest = NULL;

	for (size_t i = 0; i < FIELDS; i++) {
		if (!take_field(&p, end, &fields[i]) ||
			(i + 1 < FIELDS ? p == end : p != end)) {
			*problem = "it has a line that is not `path,digest,size'";
			return -EBADMSG;
		}
		p++;
	}
	item.path = fields[0].s;
	if (*fields[1].s) {
		item.sha256 = hex_of(arena, fields[1].s);
		errno = 0;
		item.size = strtoll(fields[2].s, &rest, 10);
		if (!item.sha256 || errno || !*fields[2].s || *rest || item.size < 0) {
			*problem = arena_printf(arena,
				"the digest or size of `%s' is not valid", item.path);
			return -EBADMSG;
		}
	}
	listing_add(listing, item);
	return 0;
}

int dist_record_parse(struct arena *arena, const char *text, size_t len,
	struct listing *listing, const char **problem)
{
	const char *end = text + len;
	int r = 0;

	*listing = listing_new(arena);
	*problem = NULL;
	if (memchr(text, '\0', len)) {
		*problem = "it contains a NUL byte";
		return -EBADMSG;
	}
	while (text < end && r == 0) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *last = newline ? newline : end;

		if (last > text && last[-1] == '\r')
			last--;
		if (last > text)
			r = take_line(arena, text, last, listing, problem);
		text = newline ? newline + 1 : end;
	}
	return r;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

static const char *twice(struct arena *arena, const struct listing *listing)
{
	for (size_t i = 1; i < listing->n; i++)
		if (streq(listing->v[i].path, listing->v[i - 1].path))
			return arena_printf(
				arena, "its RECORD lists `%s' twice", listing->v[i].path);
	return NULL;
}

/* Signatures of the RECORD cannot be listed in it with their digests. */
static bool needs_digest(const char *name, const char *path)
{
	const char *rest = skip_prefix(path, name);

	return !rest || (*rest && !streq(rest, ".jws") && !streq(rest, ".p7s"));
}

static const char *differs(struct arena *arena, const char *name,
	const struct item *listed, const struct item *found)
{
	if (listed->size < 0)
		return needs_digest(name, listed->path)
			       ? arena_printf(arena, "its RECORD has no digest of `%s'",
					 listed->path)
			       : NULL;
	if (listed->size != found->size)
		return arena_printf(arena,
			"entry `%s': its RECORD lists %lld bytes, found %lld",
			listed->path, listed->size, found->size);
	if (!streq(listed->sha256, found->sha256))
		return arena_printf(arena,
			"entry `%s': SHA-256 mismatch: its RECORD lists %s, found %s",
			listed->path, listed->sha256, found->sha256);
	return NULL;
}

const char *dist_record_compare(struct arena *arena, const char *name,
	struct listing *listed, struct listing *found)
{
	const char *problem = NULL;
	size_t i = 0, j = 0;

	if (listed->n)
		qsort(listed->v, listed->n, sizeof(*listed->v), by_path);
	if (found->n)
		qsort(found->v, found->n, sizeof(*found->v), by_path);
	problem = twice(arena, listed);
	while (!problem && (i < listed->n || j < found->n)) {
		int order = i == listed->n  ? 1
			    : j == found->n ? -1
					    : by_path(&listed->v[i], &found->v[j]);

		if (order < 0)
			problem = arena_printf(arena,
				"its RECORD lists `%s', which it does not contain",
				listed->v[i].path);
		else if (order > 0)
			problem = arena_printf(arena,
				"entry `%s': its RECORD does not list it",
				found->v[j].path);
		else
			problem = differs(arena, name, &listed->v[i++], &found->v[j++]);
	}
	return problem;
}
