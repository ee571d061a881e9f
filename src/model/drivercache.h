/* SPDX-License-Identifier: MIT
 * The driver's answers, kept in the user's cache: one line for each way in which the
 * loader can come to a libcuda, tab-separated: format, way, library, device, inode,
 * mtime, hash of the kernel's file, result, code, API number. Where no library was found,
 * the loader's own cache file stands for it.
 */
#pragma once

#include "driver.h"
#include "kernel.h"

struct driver_record {
	const char *way;     /* "loader", or "file:<path>" */
	const char *library; /* the one that answered, or what stands for it */
	struct stat id;	     /* of `library`: device, inode and mtime count */
	uint32_t kernel;     /* the kernel file's hash */
	enum driver_result result;
	int code, api;
};

/* A record of this way that is still true: the same library, the same kernel module. */
bool drivercache_find(const struct drivers *drivers, const char *way,
	struct kernel kernel, struct driver_record *record);
/* Puts one in, in place of what was there for its way. Failing to is no error. */
void drivercache_store(const struct drivers *drivers, const struct driver_record *record);
