/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "listing.h"

#include "core/file.h"
#include "entry.h"

#include <errno.h>
#include <stdlib.h>

struct listing listing_new(struct arena *arena)
{
	return (struct listing){ .arena = arena };
}

void listing_add(struct listing *listing, struct item item)
{
	size_t cap = 64;

	while (cap < listing->n)
		cap *= 2;
	if (listing->n == 0 || listing->n == cap) {
		struct item *old = listing->v;

		if (listing->n)
			cap *= 2;
		listing->v = arena_alloc(listing->arena, cap * sizeof(item));
		if (old)
			memcpy(listing->v, old, listing->n * sizeof(item));
	}
	listing->v[listing->n++] = item;
}

void item_print(struct str *text, const struct item *item)
{
	str_addf(text, "%c\t%04o\t%lld\t%s\t%s%s%s\n", item->kind, item->mode, item->size,
		item->sha256, item->path, item->target ? "\t" : "",
		item->target ? item->target : "");
}

/* Returns true for a path that may be joined to a directory: relative, without "..". */
static bool path_sound(struct arena *arena, const char *path)
{
	struct entry_rules rules = { .arena = arena, .keep_top = true, .any_name = true };
	struct entry entry = { .kind = ENTRY_FILE, .name = path, .mode = 0644 };

	return !entry_check(&rules, &entry) && streq(entry.path, path) && *path;
}

static bool item_parse(struct arena *arena, const char *line, struct item *item)
{
	struct strv fields = strv_split(arena, line, '\t');

	if (fields.n < 5 || !*fields.v[0] || fields.v[0][1] ||
		!strchr("fld", *fields.v[0]))
		return false;
	*item = (struct item){
		.kind = *fields.v[0],
		.mode = (unsigned)strtoul(fields.v[1], NULL, 8) & 0777,
		.size = strtoll(fields.v[2], NULL, 10),
		.sha256 = fields.v[3],
		.path = fields.v[4],
		.target = fields.n > 5 ? fields.v[5] : NULL,
	};
	return fields.n == (item->kind == 'l' ? 6 : 5) && path_sound(arena, item->path);
}

int listing_parse(struct listing *listing, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct item item;

		if (!text[n] || !item_parse(listing->arena,
					arena_ndup(listing->arena, text, n), &item))
			return -EBADMSG;
		listing_add(listing, item);
		text += n + 1;
	}
	return 0;
}

int listing_read(struct listing *listing, int dir, const char *name)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	struct text text;
	int r = file_read(&scratch, dir, name, LISTING_MAX, &text);

	return r < 0 ? r : listing_parse(listing, text.s);
}
