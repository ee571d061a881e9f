/* SPDX-License-Identifier: MIT
 * Every row of the tables of checks is complete, and names only checks that exist; so do
 * the tables in data/.
 */
#include "config.h"

#include "doctor/check/check.h"
#include "model/table.h"

#include "tap.h"

#include <stdlib.h>

/* Prints those ids that no check has. Returns true if there are none. */
static bool known(struct arena *arena, const char *ids)
{
	struct strv words = strv_words(arena, ids ? ids : "");
	bool all = true;

	for (size_t i = 0; i < words.n; i++)
		if (!check_find(words.v[i])) {
			printf("# no check is called %s\n", words.v[i]);
			all = false;
		}
	return all;
}

static void named_in(struct arena *arena, const char *file)
{
	const char *srcdir = getenv("srcdir");
	struct table table = { 0 };
	bool all = table_read(arena, srcdir ? srcdir : ".", file, &table) == 0 && table.n;

	for (size_t i = 0; i < table.n; i++)
		all &= known(arena, table_field(&table, i, "ids"));
	ok(all, file);
}

/* No limit drops a finding or a part of one, and root gets no sudo. */
static void many_findings(struct arena *arena)
{
	struct facts facts = { .root = true };
	struct outcome outcome = { .id = "x" };
	struct exam exam = { .arena = arena, .facts = &facts, .running = &outcome };
	struct finding *f = NULL;

	for (int i = 0; i < 1000; i++) {
		f = finding_new(&exam, SEVERITY_NOTE, "%d", i);
		for (int k = 0; k < 100; k++)
			finding_evidence(f, "place", "%d %d", i, k);
	}
	ok(exam.n_findings == 1000 && exam.findings[999] == f, "1000 findings");
	is_str(exam.findings[500]->cause, "500", "the 501st");
	ok(f->n_evidence == 100, "100 pieces of evidence");
	is_str(f->evidence[99].content, "999 99", "the last one");
	finding_fix(f, "echo %s | sudo tee x && sudo ldconfig", "a b; sudo c");
	is_str(f->fixes.v[0], "echo 'a b; sudo c' | tee x && ldconfig",
		"no sudo for root");
	finding_fix(f, "sudo x  # on the host");
	is_str(f->fixes.v[1], "sudo x  # on the host", "but on the host");
}

int main(void)
{
	struct arena arena = { 0 };

	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++) {
			ok(known(&arena, c->requires) && known(&arena, c->explains) &&
					c->title && c->run && c->absent && c->concerns &&
					c->why && c->fix,
				c->id);
			if (check_find(c->id) != c || check_group_of(c) != g->name)
				ok(false, arena_printf(&arena, "%s exists once", c->id));
		}
	many_findings(&arena);
	named_in(&arena, "error_codes.tsv");
	arena_release(&arena);
	return done();
}
