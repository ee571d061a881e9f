/* SPDX-License-Identifier: MIT
 * The store: downloads in the cache directory. An archive that is whole and verified
 * stands under its digest and name; what is still arriving has ".part" at its end.
 * Manifests and listings are kept by server, for --offline.
 */
#pragma once

#include "manifest.h"

#define STORE_ARCHIVES "archives"
#define STORE_PART ".part"

struct store {
	const char *dir; /* of the archives */
	const char *pages;
	struct arena *arena;
};

/* Makes the directories. 0 or a negative errno. */
_must_check_ int store_open(struct store *store, struct arena *arena, const char *cache);
const char *store_archive(const struct store *store, const struct package *package);
/* Where the page fetched from `url` is kept. */
const char *store_page(const struct store *store, const char *url);
/* Opens the archive if it is there in its full size; -ENOENT. */
_must_check_ int store_get(const struct store *store, const struct package *package);

/* A ".part" file: opened, locked against other installs, its bytes hashed. */
struct part {
	const char *path, *whole; /* the second is what it becomes */
	int fd;
	long long have;	       /* bytes */
	struct digest *digest; /* of these */
};

/* 0; -EWOULDBLOCK while another install writes it; -EEXIST when the whole file is there
 * by now; or another negative errno. More than `most` bytes are dropped. */
_must_check_ int part_open(
	struct part *part, const char *whole, long long most, struct arena *arena);
_must_check_ int part_add(struct part *part, const void *p, size_t n);
/* Begins again with nothing. */
_must_check_ int part_restart(struct part *part);
/* It is whole and good: gives it its name, and hands the descriptor over. */
_must_check_ int part_publish(struct part *part);
/* Closes it; the bytes stay, unless there are none, or `drop`. */
void part_close(struct part *part, bool drop);
