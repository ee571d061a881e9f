/* SPDX-License-Identifier: MIT
 * RECORD, the list of the files in a wheel: lines of "path,sha256=DIGEST,size", where DIGEST
 * is base64url without padding. Fields may be quoted as in CSV. Described in
 * https://packaging.python.org/en/latest/specifications/recording-installed-packages/
 * Pure functions.
 */
#pragma once

#include "listing.h"

enum { DIST_RECORD_MAX = 32 * 1024 * 1024 }; /* bytes */

/* Parses a RECORD. A file without a digest has the sha256 "-" and the size -1. Returns 0, or
 * -EBADMSG with *problem. */
_must_check_ int dist_record_parse(struct arena *arena, const char *text, size_t len,
	struct listing *listing, const char **problem);

/* Compares what a wheel contains with what its RECORD lists, in both directions. `name` is
 * the path of the RECORD, which lists itself without a digest. Returns NULL, or what is
 * wrong. Sorts both listings. */
const char *dist_record_compare(struct arena *arena, const char *name,
	struct listing *listed, struct listing *found);
