/* SPDX-License-Identifier: MIT
 * The store: downloads in the cache directory. An archive that is whole and verified
 * stands under its digest and name; what is still arriving has ".part" at its end.
 * Manifests and listings are kept by server, for --offline.
 *
 * Only what nobody else could have written is used: directories and files that are this
 * user's own. Whoever can write to them later could change what was verified.
 */
#pragma once

#include "manifest.h"

#define STORE_ARCHIVES "archives"
#define STORE_PART ".part"

struct store {
	const char *dir; /* of the archives */
	const char *pages;
	const char *problem; /* why it can't be used, one line; NULL */
	const char *cache;   /* NULL: there is no place for one */
	struct arena *arena;
};

/* Looks whether there is one to rely on, and makes nothing. With a `problem` it holds
 * nothing and takes nothing. `cache` may be NULL. */
void store_open(struct store *store, struct arena *arena, const char *cache);
/* Makes its directories, before something is to be kept; or there is a `problem`. */
void store_make(struct store *store);
/* Opens a directory of the store, through no link. The descriptor, or a negative errno:
 * -EPERM when it is another user's, or others may write to it. */
_must_check_ int store_open_dir(const char *path);
/* True for "0123456789abcdef-NAME", as all its files are called. */
bool store_name_valid(const char *name);
const char *store_archive(const struct store *store, const struct package *package);
/* Where the page fetched from `url` is kept. */
const char *store_page(const struct store *store, const char *url);
/* Opens the archive if it is there, this user's own, and of its full size; -ENOENT. */
_must_check_ int store_get(const struct store *store, const struct package *package);

/* A ".part" file: opened, locked against other installs, its bytes hashed. */
struct part {
	const char *path, *whole; /* the second is what it becomes */
	int fd;
	long long have;	       /* bytes */
	struct digest *digest; /* of these */
};

/* For a file of `size` bytes. 0; -EWOULDBLOCK while another install writes it; -EEXIST
 * when the whole file is there by now; or another negative errno. More bytes than that,
 * and what others could have written, are dropped. */
_must_check_ int part_open(
	struct part *part, const char *whole, long long size, struct arena *arena);
_must_check_ int part_add(struct part *part, const void *p, size_t n);
/* Begins again with nothing. */
_must_check_ int part_restart(struct part *part);
/* It is whole and good: gives it its name, and hands the descriptor over. */
_must_check_ int part_publish(struct part *part);
/* Closes it; the bytes stay, unless there are none, or `drop`. */
void part_close(struct part *part, bool drop);
