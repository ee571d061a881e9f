/* SPDX-License-Identifier: MIT
 * A listing: the entries of one archive in the tree, with the SHA-256 of every file. The
 * process that unpacks writes it; it is kept in the tree as the record of a component. A
 * text file with one line per entry, and tabs between the fields:
 *
 *	f  0755  30153384  <sha256>  bin/nvcc
 *	l  0777  0         -         lib/libcudart.so  libcudart.so.12
 *	d  0755  0         -         include
 */
#pragma once

#include "core/str.h"

struct item {
	char kind; /* 'f', 'l', 'd' */
	unsigned mode;
	long long size;
	const char
		*sha256; /* of a file, or of the file that a link to an environment's file
			       had as its target; else "-" */
	const char *path;   /* in the tree */
	const char *target; /* of a link; else NULL */
};

struct listing {
	struct item *v;
	size_t n;
	struct arena *arena;
};

enum { LISTING_MAX = 64 * 1024 * 1024 }; /* bytes of a listing's file */

struct listing listing_new(struct arena *arena);
void listing_add(struct listing *listing, struct item item);
/* Adds one line, with its newline. */
void item_print(struct str *text, const struct item *item);
/* Returns 0, or -EBADMSG if a line is damaged: nothing of it is trusted. */
_must_check_ int listing_parse(struct listing *listing, const char *text);
/* Reads the file `name` in `dir`. Returns 0 or a negative errno. */
_must_check_ int listing_read(struct listing *listing, int dir, const char *name);
