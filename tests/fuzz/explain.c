/* SPDX-License-Identifier: MIT
 * Any bytes as a file of the knowledge, and as a text, in pieces of any size: what is
 * found lies within the text, and each entry that was indexed can be read or is noted.
 */
#include "config.h"

#include "doctor/explain/scan.h"

#include "fuzz.h"

static const char rec[] =
	"Id: a\nMatch: cuda error {n}\nNumber: cuda\nMeans: m\n\n"
	"Id: b\nMatch: ^fatal{} lib{w}.so.{n}: no\nAnd: error$\nMeans: m\n";

static void search(struct arena *arena, const struct knowledge *k, const uint8_t *data,
	size_t size, size_t piece)
{
	struct scan *scan = scan_new(arena, k, piece ? SIZE_MAX : size);
	struct hit *hits;
	size_t n;

	for (size_t at = 0; at < size; at += piece ? piece : size)
		scan_feed(scan, (const char *)data + at,
			piece && piece < size - at ? piece : size - at);
	hits = scan_end(scan, &n);
	for (size_t i = 0; i < n; i++) {
		must(hits[i].from < hits[i].to && hits[i].to <= size + 2);
		must(hits[i].entry < k->n_entries && hits[i].quote);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct knowledge given = knowledge_new(&arena), read = knowledge_new(&arena);

	knowledge_add(&given, "given.rec", rec, strlen(rec), NULL, NULL);
	search(&arena, &given, data, size, 0);
	search(&arena, &given, data, size, size % 7 + 1);
	knowledge_add(&read, "read.rec", (const char *)data, size, NULL, NULL);
	for (size_t i = 0; i < read.n_entries; i++) {
		size_t notes = read.notes.n;
		struct message entry;

		if (!knowledge_parse(&read, i, (const char *)data, size, &entry))
			must(read.notes.n > notes);
	}
	search(&arena, &read, data, size, 0);
	arena_release(&arena);
	return 0;
}
