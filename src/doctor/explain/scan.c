/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scan.h"

#include <stdlib.h>

enum {
	MARGIN = MATCH_MAX + 64, /* what a match may need on each side */
	WINDOW = 64 * 1024,
	QUOTE_MAX = 300,
	NUMBERS_KEPT = 16, /* hits of an entry that captures error numbers */
	AND_MAX = 32,
};

/* A line of the window: where it starts and its number. */
struct line {
	uint32_t at, number;
};

struct scan {
	struct arena *arena;
	const struct knowledge *knowledge;
	struct clean clean;
	/* The hash table: the first pattern of each slot, and the next one of each pattern;
	 * indexes plus 1. */
	unsigned shift;
	uint16_t *slot, *next;
	uint32_t *and_seen; /* of each entry: one bit for each further line */
	bool *done;	    /* of each pattern */
	char *window;
	size_t len, done_to; /* of the window: filled, and searched */
	size_t base;	     /* where the window starts in the text */
	struct line *line;
	size_t n_lines;
	struct hit *hit;
	size_t n_hits, cap_hits;
	size_t *hit_of; /* of each entry: its hit plus 1 */
};

/* --- the table of grams ----------------------------------------------------------------- */

/* Of a pattern, the gram that the fewest patterns have: a substitute for the frequency
 * in real logs, which these patterns resemble. */
static void choose_rare(struct pattern *p, const uint8_t *count)
{
	unsigned best = 256;

	for (size_t i = 0; i < p->n; i++)
		for (size_t at = 0;
			p->piece[i].kind == PIECE_TEXT && at + GRAM <= p->piece[i].n;
			at++) {
			unsigned n = count[pattern_gram(p->piece[i].s + at) >> 16];

			if (n >= best)
				continue;
			best = n;
			p->anchor_piece = i;
			p->anchor_at = at;
		}
}

static void count_grams(const struct knowledge *k, uint8_t *count)
{
	for (size_t i = 0; i < k->n_patterns; i++) {
		const struct pattern *p = &k->pattern[i].pattern;

		for (size_t j = 0; j < p->n; j++)
			for (size_t at = 0; p->piece[j].kind == PIECE_TEXT &&
					    at + GRAM <= p->piece[j].n;
				at++) {
				uint8_t *n =
					&count[pattern_gram(p->piece[j].s + at) >> 16];

				*n += *n < 255;
			}
	}
}

static void fill_table(struct scan *scan)
{
	const struct knowledge *k = scan->knowledge;
	bool many = k->n_patterns > 512;
	uint8_t *count = many ? arena_alloc(scan->arena, 65536) : NULL;

	scan->shift = many ? 16 : 22;
	scan->slot = arena_alloc(
		scan->arena, ((size_t)1 << (32 - scan->shift)) * sizeof(*scan->slot));
	scan->next = arena_alloc(scan->arena, (k->n_patterns + 1) * sizeof(*scan->next));
	if (many)
		count_grams(k, count);
	for (size_t i = 0; i < k->n_patterns && i < UINT16_MAX - 1; i++) {
		struct pattern *p = &k->pattern[i].pattern;
		uint16_t *slot;

		if (many)
			choose_rare(p, count);
		slot = &scan->slot[pattern_gram(
					   p->piece[p->anchor_piece].s + p->anchor_at) >>
				   scan->shift];
		scan->next[i] = *slot;
		*slot = (uint16_t)(i + 1);
	}
}

struct scan *scan_new(struct arena *arena, const struct knowledge *k, size_t size)
{
	struct scan *scan = arena_new(arena, struct scan);
	size_t room = size < WINDOW - 4 ? size + 4 : WINDOW;

	scan->arena = arena;
	scan->knowledge = k;
	scan->clean = clean_new();
	scan->and_seen = arena_alloc(arena, (k->n_entries + 1) * sizeof(*scan->and_seen));
	scan->hit_of = arena_alloc(arena, (k->n_entries + 1) * sizeof(*scan->hit_of));
	scan->done = arena_alloc(arena, k->n_patterns + 1);
	/* Each byte in it is one of the text; a line has at least two. */
	scan->window = arena_alloc(arena, room + 16);
	scan->line = arena_alloc(arena, (room / 2 + 16) * sizeof(*scan->line));
	fill_table(scan);
	scan->window[0] = '\n'; /* the text starts like a line */
	scan->len = 1;
	scan->line[scan->n_lines++] = (struct line){ 0, 1 };
	return scan;
}

/* --- hits ------------------------------------------------------------------------------- */

/* The number of the line that the byte after `at` is in. */
static size_t line_at(const struct scan *scan, size_t at)
{
	size_t low = 0, high = scan->n_lines;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (scan->line[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return scan->line[low].number;
}

/* The line, or QUOTE_MAX bytes of it. */
static const char *quote(const struct scan *scan, const struct match *m)
{
	size_t from = m->from, to = m->to;

	while (from > 0 && scan->window[from - 1] != '\n' && to - from < QUOTE_MAX)
		from--;
	while (to < scan->len && scan->window[to] != '\n' && to - from < QUOTE_MAX)
		to++;
	return arena_ndup(scan->arena, scan->window + from, to - from);
}

static bool known_number(const struct scan *scan, unsigned entry, const struct match *m)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->n_hits; i++) {
		const struct hit *hit = &scan->hit[i];

		if (hit->entry != entry)
			continue;
		n++;
		if (m->n && hit->numbers.n &&
			strlen(hit->numbers.v[0]) == m->number[0].n &&
			memcmp(hit->numbers.v[0], m->number[0].s, m->number[0].n) == 0)
			return true;
	}
	return n >= NUMBERS_KEPT;
}

static void add_hit(
	struct scan *scan, const struct pattern_ref *ref, const struct match *m)
{
	struct hit *hit;

	if (scan->n_hits == scan->cap_hits) {
		struct hit *old = scan->hit;

		scan->cap_hits = scan->cap_hits * 2 + 16;
		scan->hit = arena_alloc(scan->arena, scan->cap_hits * sizeof(*hit));
		if (old)
			memcpy(scan->hit, old, scan->n_hits * sizeof(*hit));
	}
	hit = &scan->hit[scan->n_hits++];
	scan->hit_of[ref->entry] = scan->n_hits;
	*hit = (struct hit){ .entry = ref->entry,
		.from = scan->base + m->from,
		.to = scan->base + m->to,
		.line = line_at(scan, m->from),
		.quote = quote(scan, m),
		.weight = ref->pattern.weight,
		.numbers = strv_new(scan->arena) };
	for (size_t i = 0; i < m->n; i++)
		strv_add(&hit->numbers,
			arena_ndup(scan->arena, m->number[i].s, m->number[i].n));
}

/* Another pattern of the entry matches the same message, and more of it. */
static void extend_hit(
	struct scan *scan, const struct pattern_ref *ref, const struct match *m)
{
	struct hit *hit = &scan->hit[scan->hit_of[ref->entry] - 1];
	size_t from = scan->base + m->from, to = scan->base + m->to;

	if (from >= hit->to || hit->from >= to || ref->pattern.weight <= hit->weight)
		return;
	hit->from = from < hit->from ? from : hit->from;
	hit->to = to > hit->to ? to : hit->to;
	hit->weight = ref->pattern.weight;
}

static void found(struct scan *scan, size_t pattern, const struct match *m)
{
	const struct pattern_ref *ref = &scan->knowledge->pattern[pattern];

	if (scan->knowledge->entry[ref->entry].number) {
		if (!known_number(scan, ref->entry, m))
			add_hit(scan, ref, m);
		return;
	}
	scan->done[pattern] = true;
	if (ref->and >= 0)
		scan->and_seen[ref->entry] |= 1U << (ref->and % AND_MAX);
	else if (!scan->hit_of[ref->entry])
		add_hit(scan, ref, m);
	else
		extend_hit(scan, ref, m);
}

/* Compares the patterns that have their gram at `at`. */
static void search_at(struct scan *scan, size_t at)
{
	size_t i = scan->slot[pattern_gram(scan->window + at) >> scan->shift];

	for (; i; i = scan->next[i - 1]) {
		struct match m;

		if (!scan->done[i - 1] &&
			pattern_match(&scan->knowledge->pattern[i - 1].pattern,
				scan->window, scan->len, at, &m))
			found(scan, i - 1, &m);
	}
}

/* --- the window ------------------------------------------------------------------------- */

static void search(struct scan *scan, size_t to)
{
	for (; scan->done_to < to; scan->done_to++)
		search_at(scan, scan->done_to);
}

/* Drops all of the window but a margin before what is not yet searched. */
static void slide(struct scan *scan)
{
	size_t drop, kept = 0;

	search(scan, scan->len - MARGIN);
	drop = scan->done_to - MARGIN;
	while (scan->window[drop] != '\n' && scan->done_to - drop < 2 * MARGIN)
		drop--;
	memmove(scan->window, scan->window + drop, scan->len - drop);
	for (size_t i = 0; i < scan->n_lines; i++)
		if (i + 1 == scan->n_lines || scan->line[i + 1].at > drop) {
			struct line line = scan->line[i];

			line.at = line.at > drop ? line.at - (uint32_t)drop : 0;
			scan->line[kept++] = line;
		}
	scan->n_lines = kept;
	scan->base += drop;
	scan->len -= drop;
	scan->done_to -= drop;
}

void scan_feed(struct scan *scan, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t added = clean_byte(
			&scan->clean, (unsigned char)bytes[i], scan->window + scan->len);

		if (!added)
			continue;
		if (scan->window[scan->len] == '\n') {
			if (scan->len == 1 && !scan->base)
				scan->n_lines = 0;
			scan->line[scan->n_lines++] = (struct line){ (uint32_t)scan->len,
				(uint32_t)scan->clean.line };
		}
		scan->len += added;
		if (scan->len >= WINDOW)
			slide(scan);
	}
}

struct hit *scan_end(struct scan *scan, size_t *n)
{
	size_t kept = 0;

	scan->window[scan->len++] = '\n';
	memset(scan->window + scan->len, 0, GRAM);
	search(scan, scan->len);
	for (size_t i = 0; i < scan->n_hits; i++) {
		const struct hit *hit = &scan->hit[i];
		unsigned n_and = scan->knowledge->entry[hit->entry].n_and;
		uint32_t all = n_and >= AND_MAX ? UINT32_MAX : (1U << n_and) - 1;

		if ((scan->and_seen[hit->entry] & all) == all)
			scan->hit[kept++] = *hit;
	}
	*n = kept;
	return scan->hit;
}

size_t scan_last_line(const struct scan *scan)
{
	return scan->n_lines ? scan->line[scan->n_lines - 1].number : 0;
}

/* --- a filter for short texts ----------------------------------------------------------- */

static void gram_add(struct grams *grams, const char *s)
{
	unsigned hash = pattern_gram(s) >> 16;

	grams->bit[hash >> 3] |= (unsigned char)(1 << (hash & 7));
}

void grams_of(struct grams *grams, const char *text, size_t n)
{
	for (size_t i = 0; i + GRAM <= n; i++)
		gram_add(grams, text + i);
}

/* A byte that is the same before and after cleaning, and not part of a wildcard. */
static bool plain(char before, char c)
{
	return (c > ' ' && c < 0x7f && !strchr("`\"{}^$", c)) ||
	       (c == ' ' && before != ' ');
}

bool grams_have(const struct grams *grams, unsigned gram)
{
	return grams->bit[gram >> 3] & 1 << (gram & 7);
}

bool grams_next(struct grams_walk *w, unsigned *gram)
{
	while (w->at < w->n) {
		char before = w->at ? w->s[w->at - 1] : ' ';

		w->run = plain(before, w->s[w->at++]) ? w->run + 1 : 0;
		if (w->run < GRAM)
			continue;
		*gram = pattern_gram(w->s + w->at - GRAM) >> 16;
		return true;
	}
	return false;
}

bool grams_allow(const void *grams, const char *s, size_t n)
{
	struct grams_walk walk = { s, n, 0, 0 };
	unsigned gram;

	while (grams_next(&walk, &gram))
		if (!grams_have(grams, gram))
			return false;
	return true;
}
