/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pattern.h"

#include "clean.h"

#include <ctype.h>
#include <stdint.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

unsigned pattern_gram(const char *s)
{
	uint32_t gram;

	memcpy(&gram, s, sizeof(gram));
	/* Setting this bit makes letters lower case, and a line end like a space after
	 * the line below. Other pairs collide, which costs time only. */
	gram |= 0x20202020;
	for (int shift = 0; shift < 32; shift += 8)
		if ((gram >> shift & 0xff) == ('\n' | 0x20))
			gram = (gram & ~(0xffU << shift)) | 0x20U << shift;
	return gram * 2654435761U;
}

/* --- compiling ------------------------------------------------------------------------ */

static bool wildcard(const char *s, size_t n, struct piece *piece)
{
	static const struct {
		const char *s;
		enum piece_kind kind;
	} all[] = { { "{}", PIECE_GAP }, { "{w}", PIECE_WORD }, { "{n}", PIECE_NUMBER } };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (n >= strlen(all[i].s) && memcmp(s, all[i].s, strlen(all[i].s)) == 0) {
			*piece = (struct piece){ all[i].kind, s, strlen(all[i].s) };
			return true;
		}
	return false;
}

/* The anchor is the last gram of the longest literal: messages differ at their end. */
static bool choose_anchor(struct pattern *p)
{
	size_t longest = GRAM - 1;

	for (size_t i = 0; i < p->n; i++) {
		if (p->piece[i].kind != PIECE_TEXT)
			continue;
		p->weight += p->piece[i].n;
		if (p->piece[i].n > longest) {
			longest = p->piece[i].n;
			p->anchor_piece = i;
			p->anchor_at = longest - GRAM;
		}
	}
	return longest >= GRAM;
}

/* Each wildcard starts with a brace, and has at most one text after it. */
static size_t pieces_most(const char *s, size_t n)
{
	size_t braces = 0;

	for (size_t i = 0; i < n; i++)
		braces += s[i] == '{';
	return braces < PIECES_MAX / 2 ? 2 * braces + 1 : PIECES_MAX;
}

/* Splits the cleaned text. */
static const char *split(struct pattern *p, const char *s, size_t n)
{
	while (n) {
		struct piece *piece = &p->piece[p->n];

		if (p->n == PIECES_MAX)
			return "the pattern has too many wildcards";
		if (!wildcard(s, n, piece)) {
			size_t len = 1;
			struct piece next;

			while (len < n && !wildcard(s + len, n - len, &next))
				len++;
			*piece = (struct piece){ PIECE_TEXT, s, len };
		} else if (p->n && piece->kind != PIECE_NUMBER &&
			   p->piece[p->n - 1].kind != PIECE_TEXT) {
			return "two wildcards without text between them";
		}
		s += piece->n;
		n -= piece->n;
		p->n++;
	}
	return NULL;
}

const char *pattern_compile(
	struct arena *arena, const char *s, size_t n, struct pattern *pattern)
{
	const char *wrong;
	char *text;

	*pattern = (struct pattern){ .n = 0 };
	if (n > PATTERN_MAX)
		return "the pattern is too long";
	if (n && *s == '^') {
		pattern->at_start = true;
		s++, n--;
	}
	if (n && s[n - 1] == '$') {
		pattern->at_end = true;
		n--;
	}
	text = arena_alloc(arena, 2 * n + 4);
	n = clean_text(s, n, text);
	for (size_t i = 0; i < n; i++)
		text[i] = lower(text[i]);
	pattern->piece = arena_alloc(arena, pieces_most(text, n) * sizeof(struct piece));
	wrong = split(pattern, text, n);
	if (wrong)
		return wrong;
	if (!choose_anchor(pattern))
		return "the pattern needs four bytes of text without a wildcard";
	if (pattern->piece[0].kind == PIECE_GAP ||
		pattern->piece[pattern->n - 1].kind == PIECE_GAP)
		return "a pattern neither starts nor ends with {}";
	return NULL;
}

/* --- matching ------------------------------------------------------------------------- */

struct input {
	const char *s;
	size_t len;
};

static bool same(const struct piece *piece, const char *s)
{
	for (size_t i = 0; i < piece->n; i++)
		if (piece->s[i] != lower(s[i]) && !(piece->s[i] == ' ' && s[i] == '\n'))
			return false;
	return true;
}

static bool text_at(const struct piece *piece, const struct input *in, size_t at)
{
	return at <= in->len && piece->n <= in->len - at && same(piece, in->s + at);
}

static bool digit_at(const struct input *in, size_t at)
{
	return at < in->len && isdigit((unsigned char)in->s[at]);
}

/* The length of the number at `at`; 0 if there is none. */
static size_t number_length(const struct input *in, size_t at)
{
	size_t n = 0;

	while (n < NUMBER_MAX &&
		(digit_at(in, at + n) || (n && at + n < in->len && in->s[at + n] == '.' &&
						 digit_at(in, at + n + 1))))
		n++;
	return n;
}

/* The length of the number that ends before `end`. */
static size_t number_before(const struct input *in, size_t end)
{
	size_t n = 0;

	while (n < NUMBER_MAX && n < end &&
		(digit_at(in, end - n - 1) ||
			(n && in->s[end - n - 1] == '.' && end - n > 1 &&
				digit_at(in, end - n - 2))))
		n++;
	return n;
}

static bool allowed(enum piece_kind gap, char c)
{
	return c != '\n' && (gap != PIECE_WORD || c != ' ');
}

static size_t gap_most(enum piece_kind gap)
{
	return gap == PIECE_WORD ? WORD_MAX : GAP_MAX;
}

/* Finds `next` after a gap that starts at `*at`. */
static bool skip_gap(
	enum piece_kind gap, const struct piece *next, const struct input *in, size_t *at)
{
	size_t most = gap_most(gap), least = gap == PIECE_WORD;

	for (size_t n = 0; n <= most && *at + n <= in->len; n++) {
		if (n >= least &&
			(next->kind == PIECE_NUMBER ? digit_at(in, *at + n)
						    : text_at(next, in, *at + n))) {
			*at += n;
			return true;
		}
		if (*at + n >= in->len || !allowed(gap, in->s[*at + n]))
			return false;
	}
	return false;
}

/* Finds the end of `previous` before a gap that ends at `*end`. */
static bool skip_gap_before(enum piece_kind gap, const struct piece *previous,
	const struct input *in, size_t *end)
{
	size_t most = gap_most(gap), least = gap == PIECE_WORD;

	for (size_t n = 0; n <= most && n <= *end; n++) {
		size_t at = *end - n;

		if (n >= least && (previous->kind == PIECE_NUMBER
						  ? at && digit_at(in, at - 1)
						  : previous->n <= at &&
							    text_at(previous, in,
								    at - previous->n))) {
			*end = at;
			return true;
		}
		if (!at || !allowed(gap, in->s[at - 1]))
			return false;
	}
	return false;
}

/* A {w} at the end of a pattern takes the rest of the word. */
static size_t word_length(const struct input *in, size_t at)
{
	size_t n = 0;

	while (n < WORD_MAX && at + n < in->len && allowed(PIECE_WORD, in->s[at + n]))
		n++;
	return n;
}

static bool match_after(
	const struct pattern *p, const struct input *in, size_t i, struct match *m)
{
	for (; i < p->n; i++) {
		const struct piece *piece = &p->piece[i];
		size_t n = piece->n;

		if (piece->kind == PIECE_TEXT) {
			if (!text_at(piece, in, m->to))
				return false;
		} else if (piece->kind == PIECE_NUMBER) {
			n = number_length(in, m->to);
			if (!n)
				return false;
		} else if (i + 1 == p->n) {
			n = word_length(in, m->to);
			if (!n)
				return false;
		} else {
			if (!skip_gap(piece->kind, piece + 1, in, &m->to))
				return false;
			n = 0;
		}
		m->to += n;
	}
	return !p->at_end || (m->to < in->len && in->s[m->to] == '\n');
}

static bool match_before(
	const struct pattern *p, const struct input *in, size_t i, struct match *m)
{
	while (i--) {
		const struct piece *piece = &p->piece[i];
		size_t n = piece->n;

		if (piece->kind == PIECE_TEXT) {
			if (n > m->from || !text_at(piece, in, m->from - n))
				return false;
		} else if (piece->kind == PIECE_NUMBER) {
			n = number_before(in, m->from);
			if (!n)
				return false;
		} else if (i == 0) {
			n = m->from && allowed(PIECE_WORD, in->s[m->from - 1]);
			if (!n)
				return false;
		} else {
			if (!skip_gap_before(piece->kind, piece - 1, in, &m->from))
				return false;
			n = 0;
		}
		m->from -= n;
	}
	return !p->at_start || (m->from && in->s[m->from - 1] == '\n');
}

/* The match is known; the numbers in it are read from its start. */
static void capture(const struct pattern *p, const struct input *in, struct match *m)
{
	size_t at = m->from;

	for (size_t i = 0; i < p->n && m->n < NUMBERS_MAX; i++) {
		const struct piece *piece = &p->piece[i];

		if (piece->kind == PIECE_TEXT) {
			if (!text_at(piece, in, at))
				return;
			at += piece->n;
		} else if (piece->kind == PIECE_NUMBER) {
			m->number[m->n].s = in->s + at;
			m->number[m->n].n = number_length(in, at);
			at += m->number[m->n++].n;
		} else if (i + 1 == p->n || !skip_gap(piece->kind, piece + 1, in, &at)) {
			return;
		}
	}
}

bool pattern_match(const struct pattern *p, const char *text, size_t len, size_t at,
	struct match *match)
{
	const struct input in = { text, len };
	const struct piece *anchor = &p->piece[p->anchor_piece];

	if (at < p->anchor_at || !text_at(anchor, &in, at - p->anchor_at))
		return false;
	*match = (struct match){ .from = at - p->anchor_at };
	match->to = match->from + anchor->n;
	if (!match_after(p, &in, p->anchor_piece + 1, match) ||
		!match_before(p, &in, p->anchor_piece, match))
		return false;
	capture(p, &in, match);
	return true;
}
