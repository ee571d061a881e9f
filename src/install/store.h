/* SPDX-License-Identifier: MIT
 * The store: downloads in the cache directory. A complete and verified archive is named
 * after its digest and its name; the name of a partial one ends in ".part". Manifests and
 * listings are kept by server, for --offline.
 *
 * Only directories and files that no other user can write to are used: another user could
 * change them after the verification.
 */
#pragma once

#include "manifest.h"

#define STORE_ARCHIVES "archives"
#define STORE_PART ".part"

struct store {
	const char *dir; /* of the archives */
	const char *pages;
	const char *problem; /* why it cannot be used, one line; or NULL */
	const char *cache;   /* NULL: there is none */
	struct arena *arena;
};

/* Checks whether there is a usable store, and creates nothing. With a `problem`, it is
 * empty and stores nothing. `cache` may be NULL. */
void store_open(struct store *store, struct arena *arena, const char *cache);
/* Creates its directories, before the first file is stored; or sets `problem`. */
void store_make(struct store *store);
/* Opens a directory of the store, without following a link. Returns the descriptor, or a
 * negative errno: -EPERM if another user owns it or can write to it. */
_must_check_ int store_open_dir(const char *path);
/* Returns true for "0123456789abcdef-NAME", the form of all its names. */
bool store_name_valid(const char *name);
const char *store_archive(const struct store *store, const struct package *package);
/* Returns the path of the page that was fetched from `url`. */
const char *store_page(const struct store *store, const char *url);
/* Opens the archive. Returns the descriptor, or a negative errno: -ENOENT also if it is not
 * only this user's, or not complete. */
_must_check_ int store_get(const struct store *store, const struct package *package);

/* A ".part" file: open, locked against other installs, its bytes hashed. */
struct part {
	const char *path, *whole; /* the second is its name when it is complete */
	int fd;
	long long have;	       /* bytes */
	struct digest *digest; /* of these */
};

/* Opens it for a file of `size` bytes. Returns 0 or a negative errno: -EWOULDBLOCK while
 * another install writes it, -EEXIST if the complete file exists by now. Drops a file that
 * is larger, or that another user could have written. */
_must_check_ int part_open(
	struct part *part, const char *whole, long long size, struct arena *arena);
_must_check_ int part_add(struct part *part, const void *p, size_t n);
/* Starts again with no bytes. */
_must_check_ int part_restart(struct part *part);
/* Gives the complete and verified file its name. Returns the descriptor, which the caller
 * closes, or a negative errno. */
_must_check_ int part_publish(struct part *part);
/* Closes it. The file stays, unless it is empty or `drop` is set. */
void part_close(struct part *part, bool drop);
