/* SPDX-License-Identifier: MIT
 * Patterns of messages: literal text with bounded wildcards, compared without case.
 *
 *   {}   up to GAP_MAX bytes within a line
 *   {w}  1 to WORD_MAX bytes without whitespace
 *   {n}  a number: digits, with single dots between them; it is captured
 *   ^ $  at the start and at the end: of a line
 *
 * A space in the pattern also matches a line end, so a message that a terminal wrapped
 * is still found. Both sides are cleaned first (clean.h). A wildcard takes as little as
 * it can, and what it took is never changed again: matching at one place takes time
 * bounded by the length of the pattern times GAP_MAX.
 */
#pragma once

#include "core/arena.h"

enum {
	GAP_MAX = 200,
	WORD_MAX = 120,
	NUMBER_MAX = 24,
	NUMBERS_MAX = 4,
	PIECES_MAX = 24,
	PATTERN_MAX = 600, /* bytes of a pattern */
	GRAM = 4,	   /* the least length of a literal to find a pattern by */
	/* The most bytes that lie between the start of a match and its end. */
	MATCH_MAX = PATTERN_MAX + PIECES_MAX * GAP_MAX,
};

enum piece_kind { PIECE_TEXT, PIECE_GAP, PIECE_WORD, PIECE_NUMBER };

struct piece {
	enum piece_kind kind;
	const char *s; /* of a text: cleaned, in lower case */
	size_t n;
};

struct pattern {
	struct piece *piece;
	size_t n;
	bool at_start, at_end;
	size_t weight; /* bytes of literal text: how specific it is */
	/* A literal of GRAM bytes: within which piece, and at which offset. */
	size_t anchor_piece, anchor_at;
};

struct match {
	size_t from, to;
	struct {
		const char *s;
		size_t n;
	} number[NUMBERS_MAX];
	size_t n;
};

/* Compiles the `n` bytes at `s`. Returns NULL, or what is wrong with them. */
const char *pattern_compile(
	struct arena *arena, const char *s, size_t n, struct pattern *pattern);

/* Matches with the anchor at text[at]. `text` is clean and starts and ends with '\n'. */
bool pattern_match(const struct pattern *pattern, const char *text, size_t len, size_t at,
	struct match *match);

/* The hash of the GRAM bytes at `s`, in which case does not count. */
unsigned pattern_gram(const char *s);
