/* SPDX-License-Identifier: MIT
 * Any text as a listing: each path stays in the tree, and what is written is read again.
 */
#include "config.h"

#include "install/listing.h"

#include "fuzz.h"

static bool inside(const char *path)
{
	if (!*path || *path == '/' || strpbrk(path, "\n\t\033"))
		return false;
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/')
		if (strcspn(p, "/") == 2 && p[0] == '.' && p[1] == '.')
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct listing listing = listing_new(&arena), again = listing_new(&arena);
	struct str text = str_new(&arena);

	if (listing_parse(&listing, fuzz_text(&arena, data, size)) == 0) {
		for (size_t i = 0; i < listing.n; i++) {
			must(inside(listing.v[i].path));
			must((listing.v[i].kind == 'l') == (listing.v[i].target != NULL));
			item_print(&text, &listing.v[i]);
		}
		must(listing_parse(&again, text.s) == 0 && again.n == listing.n);
		for (size_t i = 0; i < again.n; i++)
			must(streq(again.v[i].path, listing.v[i].path) &&
				streq(again.v[i].sha256, listing.v[i].sha256));
	}
	arena_release(&arena);
	return 0;
}
