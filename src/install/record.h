/* SPDX-License-Identifier: MIT
 * The record of an install in the tree, below .cudaenv: its version, its components and
 * where they came from, and every file of each. It is checked like an archive when it is
 * read: whoever can write to the tree can write the record.
 */
#pragma once

#include "manifest.h"
#include "tree.h"

struct component {
	const char *name, *version, *product, *release, *license, *sha256, *title;
};

struct record {
	const char *version;  /* "12.4.1" */
	const char *platform; /* "linux-x86_64" */
	const char *source;   /* "redist", "runfile" or "wheels" */
	struct component *components;
	size_t n;
	const char *file; /* of the record: the one being read, or damaged */
	struct arena *arena;
};

/* Bytes of each of the record's two small files. Writing and reading share it, as they
 * share LISTING_MAX. */
enum { RECORD_MAX = 16 * 1024 * 1024 };

#define RECORD_OWN COMPONENT_RESERVED /* the listing of what belongs to no component */
#define RECORD_ADDING ".cudaenv/adding"

/* Parse the two files of a record, toolkit.conf first: pure functions. Both return 0, or
 * -EBADMSG for a damaged file. */
_must_check_ int record_parse(
	struct record *record, struct arena *arena, const char *text);
_must_check_ int record_parse_components(struct record *record, const char *text);
/* Reads the record of the tree `dir`. Returns 0, or a negative errno: -ENOENT if cudaenv
 * did not install the tree, -EBADMSG if the record is damaged. */
_must_check_ int record_read(struct record *record, struct arena *arena, int dir);
const struct component *record_find(const struct record *record, const char *name);
void record_add(struct record *record, struct component component);
/* Reads the files of one component, or of RECORD_OWN. Returns as record_read() does. */
_must_check_ int record_listing(
	struct record *record, int dir, const char *name, struct listing *listing);
/* The same for all components. */
_must_check_ int record_files(struct record *record, int dir, struct listing *listing);

/* Writing: each component's files when they are known, then the rest; toolkit.conf last.
 * Both return false with the tree's `problem`. record_write() then reads everything back:
 * no tree is made that could not be verified or removed later. */
_must_check_ bool record_write_files(
	struct tree *tree, const char *name, const struct listing *listing);
_must_check_ bool record_write(struct tree *tree, const struct record *record);
