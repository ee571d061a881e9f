/* SPDX-License-Identifier: MIT
 * The results of driver queries, in the user's cache. Each line is for one lookup, that
 * is, one way in which the loader finds a libcuda. Its fields are separated by tabs:
 * format, lookup, library, device, inode, mtime (seconds, nanoseconds), hash of the
 * kernel module's file, result, code, version number. If no library was found, the
 * loader's own cache file is recorded instead of one.
 */
#pragma once

#include "dirs.h"
#include "kernel.h"

enum driver_result {
	DRIVER_NOT_QUERIED,
	DRIVER_QUERIED,
	DRIVER_DERIVED,	  /* from the kernel module's version, without a query */
	DRIVER_NONE,	  /* there is no libcuda.so.1 */
	DRIVER_STUB,	  /* only a toolkit's link-time stub was found */
	DRIVER_FAILED,	  /* cuDriverGetVersion returned the error `code` */
	DRIVER_CRASHED,	  /* the helper was killed by signal `code` */
	DRIVER_TIMED_OUT, /* the time limit expired */
};

struct driver_record {
	const char *lookup;  /* "loader", or "file:<path>" */
	const char *library; /* that was queried, or the file recorded instead */
	struct stat id;	     /* of `library`: only device, inode and mtime are set */
	uint32_t kernel;     /* the kernel module file's hash */
	enum driver_result result;
	int code, api; /* `api` is 12040 for 12.4 */
};

/* Finds the record of this lookup. Returns false if there is none, or if the library or
 * the kernel module changed since. */
bool drivercache_find(struct arena *arena, const struct dirs *dirs, const char *lookup,
	struct kernel kernel, struct driver_record *record);
/* Stores the record and replaces the previous one of its lookup. Errors are ignored. */
void drivercache_store(
	struct arena *arena, const struct dirs *dirs, const struct driver_record *record);
/* Parses a line of the cache, without its newline. Returns false if it is invalid. */
bool drivercache_parse(
	struct arena *arena, const char *line, struct driver_record *record);
