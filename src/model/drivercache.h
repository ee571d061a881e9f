/* SPDX-License-Identifier: MIT
 * The driver's answers, kept in the user's cache: one line for each way in which the
 * loader can come to a libcuda, tab-separated: format, way, library, device, inode,
 * mtime, hash of the kernel's file, result, code, API number. Where no library was found,
 * the loader's own cache file stands for it.
 */
#pragma once

#include "dirs.h"
#include "kernel.h"

enum driver_result {
	DRIVER_NOT_QUERIED,
	DRIVER_QUERIED,
	DRIVER_DERIVED,	  /* from the kernel module's version, not asked */
	DRIVER_NONE,	  /* no libcuda.so.1 here */
	DRIVER_STUB,	  /* the toolkit's link-time stub was found instead of a driver */
	DRIVER_FAILED,	  /* it answered with an error, `code` */
	DRIVER_CRASHED,	  /* loading or asking it ended the helper, signal `code` */
	DRIVER_TIMED_OUT, /* no answer within the time limit */
};

struct driver_record {
	const char *way;     /* "loader", or "file:<path>" */
	const char *library; /* the one that answered, or what stands for it */
	struct stat id;	     /* of `library`: device, inode and mtime count */
	uint32_t kernel;     /* the kernel file's hash */
	enum driver_result result;
	int code, api;
};

/* A record of this way that is still true: the same library, the same kernel module. */
bool drivercache_find(struct arena *arena, const struct dirs *dirs, const char *way,
	struct kernel kernel, struct driver_record *record);
/* Puts one in, in place of what was there for its way. Failing to is no error. */
void drivercache_store(
	struct arena *arena, const struct dirs *dirs, const struct driver_record *record);
