/* SPDX-License-Identifier: MIT
 * Every example of every entry in data/explain is explained by that entry, no near miss
 * is, and each entry is complete. A name after the program restricts it to that family.
 */
#include "config.h"

#include "doctor/check/check.h"
#include "doctor/explain/explainer.h"
#include "doctor/explain/here.h"
#include "doctor/explain/index.h"

#include "core/out.h"

#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>

struct world {
	struct arena *arena;
	struct knowledge knowledge;
	struct strv ids; /* of all entries so far */
	size_t messages;
	bool good; /* this entry */
};

static bool nothing_holds(const void *arg, const char *condition)
{
	return arg && condition;
}

static void complain(struct world *w, const char *id, const char *what, const char *text)
{
	w->good = false;
	printf("# %s: %s%s%s\n", id, what, *text ? ": " : "", out_escape(w->arena, text));
}

static bool hit_by(struct world *w, const char *text, size_t entry)
{
	struct scan *scan = scan_new(w->arena, &w->knowledge, strlen(text));
	struct hit *hits;
	size_t n;

	scan_feed(scan, text, strlen(text));
	hits = scan_end(scan, &n);
	for (size_t i = 0; i < n; i++)
		if (hits[i].entry == entry)
			return true;
	return false;
}

/* Whether the entry is the first explanation of the text. */
static const char *first_id(struct world *w, const char *text)
{
	const struct conditions none = { nothing_holds, NULL };
	struct scan *scan = scan_new(w->arena, &w->knowledge, strlen(text));
	struct explanations found;
	struct hit *hits;
	size_t n;

	scan_feed(scan, text, strlen(text));
	hits = scan_end(scan, &n);
	found = explanations_of(&w->knowledge, hits, n, &none);
	return found.n ? found.v[0].id : "nothing";
}

static void check_conditions(struct world *w, const char *id, const char *list)
{
	struct strv all = strv_split(w->arena, list, ',');

	for (size_t i = 0; *list && i < all.n; i++) {
		struct strv word = strv_words(w->arena, all.v[i]);
		const char *name = word.n ? word.v[0] : "";

		name += *name == '!';
		if (word.n != 1 || (!streq(name, "host") && !streq(name, "else") &&
					   !here_known(name)))
			complain(w, id, "there is no such condition", all.v[i]);
	}
}

static void check_cause(struct world *w, const char *id, const struct cause *cause)
{
	if (cause->seen)
		check_conditions(w, id, cause->seen);
	for (size_t i = 0; i < cause->checks.n; i++)
		if (!check_find(cause->checks.v[i]))
			complain(w, id, "there is no such check", cause->checks.v[i]);
	for (size_t i = 0; i < cause->n_remedies; i++) {
		check_conditions(w, id, cause->remedy[i].conditions);
		if (cause->remedy[i].command && strchr(cause->remedy[i].line, '\n'))
			complain(w, id, "a fix is one line", cause->remedy[i].line);
		if (strstr(cause->remedy[i].line, "install latest"))
			complain(w, id, "a fix names a version", cause->remedy[i].line);
	}
}

static void check_entry(struct world *w, size_t i, const struct message *entry)
{
	bool number = w->knowledge.entry[i].number != NULL;

	if (strv_has(&w->ids, entry->id))
		complain(w, entry->id, "the id is there twice", "");
	strv_add(&w->ids, entry->id);
	if (!entry->sources.n)
		complain(w, entry->id, "the entry has no Source", "");
	if (!entry->examples.n)
		complain(w, entry->id, "the entry has no Example", "");
	if (!entry->n_causes && entry->kind == KIND_ERROR && !number)
		complain(w, entry->id, "the entry has no Cause", "");
	for (size_t j = 0; j < entry->examples.n; j++) {
		const char *text = entry->examples.v[j], *first;

		w->messages++;
		if (!hit_by(w, text, i)) {
			complain(w, entry->id, "does not match", text);
			continue;
		}
		first = first_id(w, text);
		if (!number && !streq(first, entry->id))
			complain(w, entry->id,
				arena_printf(w->arena, "%s is first for", first), text);
	}
	for (size_t j = 0; j < entry->nots.n; j++)
		if (hit_by(w, entry->nots.v[j], i))
			complain(w, entry->id, "matches", entry->nots.v[j]);
	for (size_t j = 0; j < entry->n_causes; j++)
		check_cause(w, entry->id, &entry->cause[j]);
}

static void check_index(struct arena *arena, const char *dir)
{
	struct str index = index_text(arena, dir);
	struct text text;
	int r = file_read(
		arena, AT_FDCWD, path_join(arena, dir, "index"), 1 << 20, &text);

	ok(r == 0 && streq(text.s, index.s),
		"the index is that of the files (else: make explain-index)");
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 }, one;
	const char *srcdir = getenv("srcdir");
	const char *dir = path_join(&arena, srcdir ? srcdir : "..", "data/explain");
	struct world w = { .arena = &arena,
		.knowledge = knowledge_new(&arena),
		.ids = strv_new(&arena) };

	knowledge_add_dir(&w.knowledge, dir, true, NULL, NULL);
	for (size_t i = 0; i < w.knowledge.n_entries; i++) {
		struct message entry = { .id = NULL };

		one = (struct arena){ 0 };
		w.good = knowledge_entry(&w.knowledge, i, &entry);
		if (argc > 1 && entry.family && !streq(entry.family, argv[1]))
			continue;
		w.arena = &one;
		if (w.good) {
			w.knowledge.arena = &arena;
			w.ids.arena = &arena;
			check_entry(&w, i, &entry);
		}
		ok(w.good, entry.id ? entry.id
				    : w.knowledge.files.v[w.knowledge.entry[i].file]);
		arena_release(&one);
	}
	for (size_t i = 0; i < w.knowledge.notes.n; i++)
		ok(false, w.knowledge.notes.v[i]);
	check_index(&arena, dir);
	printf("# %zu entries, %zu messages, %zu families\n", w.knowledge.n_entries,
		w.messages, w.knowledge.files.n);
	arena_release(&arena);
	return done();
}
