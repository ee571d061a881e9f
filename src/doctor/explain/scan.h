/* SPDX-License-Identifier: MIT
 * Finds the messages of the knowledge in text of any length, in one pass and in constant
 * memory.
 *
 * Each pattern is found by one of its grams (four bytes of literal text), through a hash
 * table; only there is it compared. Of each pattern the first match is kept, of one that
 * captures an error number the first match of each number.
 */
#pragma once

#include "clean.h"
#include "knowledge.h"

#include <stdint.h>

struct hit {
	unsigned entry;
	size_t from, to;   /* in the cleaned text */
	size_t line;	   /* of its start, from 1 */
	const char *quote; /* the line, or the part of it around the match */
	size_t weight;	   /* literal bytes of the pattern */
	struct strv numbers;
};

struct scan;

/* `size` is the size of the text, or SIZE_MAX if it is not known. */
struct scan *scan_new(
	struct arena *arena, const struct knowledge *knowledge, size_t size);
void scan_feed(struct scan *scan, const char *bytes, size_t n);
/* Ends the text. Returns the hits, at most one for each entry without a Number, in the
 * order of the index; those of entries whose further lines are missing are left out. */
struct hit *scan_end(struct scan *scan, size_t *n);
/* Returns the number of the last line that is not empty, or 0. */
size_t scan_last_line(const struct scan *scan);

/* Whether a pattern can match a short text: a set of the grams that the text contains. */
struct grams {
	unsigned char bit[8192];
};

void grams_of(struct grams *grams, const char *text, size_t n);
bool grams_have(const struct grams *grams, unsigned gram);
/* Visits the grams without which a pattern, as it is in the file, cannot match. */
struct grams_walk {
	const char *s;
	size_t n, at, run;
};
bool grams_next(struct grams_walk *walk, unsigned *gram);
/* A knowledge_filter. */
bool grams_allow(const void *grams, const char *s, size_t n);
