/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "explanation.h"

#include <ctype.h>
#include <stdlib.h>

struct candidate {
	struct message entry;
	struct hit hit;
	bool dropped;
};

struct candidates {
	struct knowledge *k;
	struct candidate *v;
	size_t n, cap;
};

/* --- conditions ------------------------------------------------------------------------- */

static struct strv condition_list(struct arena *arena, const char *list)
{
	struct strv words = strv_split(arena, list, ','), all = strv_new(arena);

	for (size_t i = 0; i < words.n; i++) {
		struct strv word = strv_words(arena, words.v[i]);

		if (word.n)
			strv_add(&all, strv_join(&word, " "));
	}
	return all;
}

bool conditions_hold(
	struct arena *arena, const struct conditions *conditions, const char *list)
{
	struct strv all = condition_list(arena, list);

	for (size_t i = 0; i < all.n; i++) {
		const char *name = all.v[i];
		bool negated = *name == '!';

		/* These two concern the line, not the machine. */
		if (streq(name, "host") || streq(name, "else"))
			continue;
		if (conditions->holds(conditions->arg, name + negated) == negated)
			return false;
	}
	return true;
}

static bool listed(struct arena *arena, const char *list, const char *name)
{
	struct strv all = condition_list(arena, list);

	return strv_has(&all, name);
}

/* --- texts ------------------------------------------------------------------------------ */

/* Replaces {1} to {4} by the numbers of the message. Returns NULL if one is missing. */
static const char *filled(struct arena *arena, const char *s, const struct strv *numbers)
{
	struct str text;

	if (!strchr(s, '{'))
		return s;
	text = str_new(arena);
	for (; *s; s++) {
		size_t i = *s == '{' && s[1] >= '1' && s[1] <= '4' && s[2] == '}'
				   ? (size_t)(s[1] - '0')
				   : 0;

		if (!i) {
			str_addc(&text, *s);
			continue;
		}
		if (i > numbers->n)
			return NULL;
		str_add(&text, numbers->v[i - 1]);
		s += 2;
	}
	return text.s;
}

static const char *filled_or_same(
	struct arena *arena, const char *s, const struct strv *numbers)
{
	const char *text = filled(arena, s, numbers);

	return text ? text : s;
}

/* Removes "sudo " before a command. */
static const char *without_sudo(struct arena *arena, const char *s)
{
	static const char sudo[] = "sudo ";
	struct str text = str_new(arena);

	for (const char *p = s; *p; p++) {
		bool starts =
			p == s || (p[-1] == ' ' && p - s > 1 &&
					  (p[-2] == '&' || p[-2] == '|' || p[-2] == ';'));

		if (starts && strncmp(p, sudo, strlen(sudo)) == 0)
			p += strlen(sudo) - 1;
		else
			str_addc(&text, *p);
	}
	return text.s;
}

static void add_line(struct arena *arena, const struct conditions *conditions,
	const struct remedy *remedy, const char *line, struct explained_cause *to)
{
	bool host = listed(arena, remedy->conditions, "host") &&
		    conditions->holds(conditions->arg, "container");

	if (host) {
		strv_add(&to->advice, arena_printf(arena, "on the host: %s", line));
		return;
	}
	if (remedy->command && conditions->holds(conditions->arg, "root"))
		line = without_sudo(arena, line);
	strv_add(remedy->command ? &to->fixes : &to->advice, line);
}

/* The fixes and the advice for this machine. A line under `else' applies if no line with
 * other conditions before it did. */
static void add_remedies(struct arena *arena, const struct conditions *conditions,
	const struct cause *cause, const struct strv *numbers, struct explained_cause *to)
{
	bool chosen = false;

	for (size_t i = 0; i < cause->n_remedies; i++) {
		const struct remedy *remedy = &cause->remedy[i];
		bool otherwise = listed(arena, remedy->conditions, "else");
		const char *line = filled(arena, remedy->line, numbers);

		if (!line || (otherwise && chosen) ||
			!conditions_hold(arena, conditions, remedy->conditions))
			continue;
		if (!otherwise && *remedy->conditions &&
			!streq(remedy->conditions, "host"))
			chosen = true;
		add_line(arena, conditions, remedy, line, to);
	}
}

/* --- choosing --------------------------------------------------------------------------- */

static struct explained_cause explain_cause(struct arena *arena,
	const struct conditions *conditions, const struct cause *cause,
	const struct strv *numbers)
{
	struct explained_cause to = {
		.text = filled_or_same(arena, cause->text, numbers),
		.signs = strv_new(arena),
		.seen = cause->seen && conditions_hold(arena, conditions, cause->seen),
		.fixes = strv_new(arena),
		.advice = strv_new(arena),
		.checks = cause->checks,
	};

	for (size_t i = 0; i < cause->signs.n; i++)
		strv_add(&to.signs, filled_or_same(arena, cause->signs.v[i], numbers));
	add_remedies(arena, conditions, cause, numbers, &to);
	return to;
}

/* At most `most` causes: those that are seen here first. */
static void explain_causes(struct arena *arena, const struct conditions *conditions,
	const struct candidate *c, size_t most, struct explanation *to)
{
	struct explained_cause all[16];
	size_t n = 0;

	for (size_t i = 0; i < c->entry.n_causes && n < ARRAY_SIZE(all); i++)
		all[n++] = explain_cause(
			arena, conditions, &c->entry.cause[i], &c->hit.numbers);
	to->cause = arena_alloc(arena, (most + 1) * sizeof(*to->cause));
	for (int seen = 1; seen >= 0; seen--)
		for (size_t i = 0; i < n && to->n < most; i++)
			if (all[i].seen == seen)
				to->cause[to->n++] = all[i];
}

static struct explanation explanation_of(struct arena *arena,
	const struct conditions *conditions, const struct candidate *c, size_t most)
{
	struct explanation to = {
		.id = c->entry.id,
		.family = c->entry.family,
		.means = filled_or_same(arena, c->entry.means, &c->hit.numbers),
		.kind = c->entry.kind,
		.line = c->hit.line,
		.quote = c->hit.quote,
		.sources = c->entry.sources,
	};

	explain_causes(arena, conditions, c, most, &to);
	return to;
}

/* Whether `a` says more about a message than `b`, which matches part of it. */
static bool better(const struct candidate *a, const struct candidate *b)
{
	bool same_kind = (a->entry.kind == KIND_ERROR) == (b->entry.kind == KIND_ERROR);

	if (same_kind && a->entry.rank != b->entry.rank)
		return a->entry.rank < b->entry.rank;
	if (a->hit.weight != b->hit.weight)
		return a->hit.weight > b->hit.weight;
	return a < b;
}

static bool overlap(const struct candidate *a, const struct candidate *b)
{
	return a->hit.from < b->hit.to && b->hit.from < a->hit.to;
}

/* Whether `a' knows that the line, of which `b' says no more than that it is an error, is
 * harmless. */
static bool clears(const struct candidate *a, const struct candidate *b)
{
	return a->entry.kind != KIND_ERROR && b->entry.kind == KIND_ERROR &&
	       b->entry.rank == RANK_VAGUE && a->hit.line == b->hit.line;
}

static void drop_covered(struct candidates *all)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->n; j++)
			if (i != j && ((overlap(&all->v[i], &all->v[j]) &&
					       better(&all->v[j], &all->v[i])) ||
					      clears(&all->v[j], &all->v[i])))
				all->v[i].dropped = true;
}

/* Errors by rank, then the others; each in the order of the text. */
static int by_importance(const void *va, const void *vb)
{
	const struct candidate *a = va, *b = vb;
	int rank_a = a->entry.kind == KIND_ERROR ? (int)a->entry.rank : 9;
	int rank_b = b->entry.kind == KIND_ERROR ? (int)b->entry.rank : 9;

	if (rank_a != rank_b)
		return rank_a - rank_b;
	if (a->hit.from != b->hit.from)
		return a->hit.from < b->hit.from ? -1 : 1;
	return (a->hit.weight < b->hit.weight) - (a->hit.weight > b->hit.weight);
}

static struct explanations choose(
	struct candidates *all, const struct conditions *conditions)
{
	struct arena *arena = all->k->arena;
	struct explanations to = {
		.v = arena_alloc(arena, (all->n + 1) * sizeof(*to.v)),
	};
	size_t causes = 0, harmless = 0;
	int rank = -1; /* of the first error */

	drop_covered(all);
	if (all->n)
		qsort(all->v, all->n, sizeof(*all->v), by_importance);
	for (size_t i = 0; i < all->n; i++) {
		struct candidate *c = &all->v[i];
		bool error = c->entry.kind == KIND_ERROR;
		size_t most = error ? CAUSES_SHOWN - causes : 1;

		if (c->dropped || (error && rank >= 0 && (int)c->entry.rank != rank))
			continue;
		if (error)
			rank = (int)c->entry.rank;
		if (error ? !most : harmless++ >= HARMLESS_SHOWN)
			continue;
		to.v[to.n] = explanation_of(arena, conditions, c, most);
		if (error)
			causes += to.v[to.n].n ? to.v[to.n].n : 1;
		to.n++;
	}
	return to;
}

/* --- candidates ------------------------------------------------------------------------- */

/* Whether an entry of the site or the user replaces this one. */
static bool replaced(struct knowledge *k, const struct candidates *all,
	const struct candidate *c, size_t index)
{
	for (size_t i = index + 1; i < k->n_entries; i++) {
		struct message other;

		if (k->entry[i].file < k->n_packaged ||
			k->entry[i].file == k->entry[index].file)
			continue;
		if (knowledge_entry(k, i, &other) && streq(other.id, c->entry.id))
			return true;
	}
	for (size_t i = 0; i < all->n; i++)
		if (streq(all->v[i].entry.id, c->entry.id))
			return true;
	return false;
}

static void add(struct candidates *all, size_t index, const struct hit *hit)
{
	struct candidate *c = &all->v[all->n];

	if (all->n == all->cap)
		return;
	*c = (struct candidate){ .hit = *hit };
	if (knowledge_entry(all->k, index, &c->entry) && !replaced(all->k, all, c, index))
		all->n++;
}

static void add_number(struct candidates *all, const char *api, const char *number,
	const struct hit *hit)
{
	for (size_t i = 0; i < all->k->n_codes; i++) {
		const struct code_ref *code = &all->k->code[i];

		if ((!api || streq(code->api, api)) && streq(code->number, number))
			add(all, code->entry, hit);
	}
}

static struct candidates candidates_new(struct knowledge *k, size_t n)
{
	/* A number may be one of several APIs. */
	size_t cap = (n + 1) * 4;

	return (struct candidates){ k,
		arena_alloc(k->arena, cap * sizeof(struct candidate)), 0, cap };
}

struct explanations explanations_of(struct knowledge *k, const struct hit *hits, size_t n,
	const struct conditions *conditions)
{
	struct candidates all = candidates_new(k, n);

	for (size_t i = 0; i < n; i++) {
		const char *api = k->entry[hits[i].entry].number;

		if (!api)
			add(&all, hits[i].entry, &hits[i]);
		else if (hits[i].numbers.n)
			add_number(&all, api, hits[i].numbers.v[0], &hits[i]);
	}
	return choose(&all, conditions);
}

struct explanations explanations_of_number(
	struct knowledge *k, const char *number, const struct conditions *conditions)
{
	struct hit hit = { .line = 1, .quote = number, .numbers = strv_new(k->arena) };
	struct candidates all = candidates_new(k, k->n_codes);

	add_number(&all, NULL, number, &hit);
	/* They do not overlap: each has a place of its own. */
	for (size_t i = 0; i < all.n; i++)
		all.v[i].hit.from = all.v[i].hit.to = i;
	return choose(&all, conditions);
}
