/* SPDX-License-Identifier: MIT
 * Unpacking one archive into the current directory, which must be new and empty. It is done
 * in a separate process (worker.h), because the current directory, the umask, and what a
 * damaged archive does to a decoder concern a complete process.
 */
#pragma once

#include "core/str.h"

struct unpack {
	struct arena *arena;
	int fd;		    /* the archive, at any position */
	long long offset;   /* of its payload */
	long long size;	    /* of the archive: bounds its contents */
	const char *sha256; /* to compare first; NULL if that is done */
	/* For NVIDIA's runfile, builds/COMPONENT/...: which components to unpack. NULL for
	 * an archive. */
	bool (*wanted)(const void *user, const char *component);
	const void *user;
	/* The component, if the archive is a Python wheel: its RECORD is checked, and its
	 * files are placed by wheel.h. Otherwise NULL. */
	const char *wheel;
	int listing;		 /* a descriptor, for one line per entry (listing.h) */
	_Atomic long long *done; /* bytes of the archive that are processed */
	bool mismatch;		 /* result: the SHA-256 differs */
};

/* Returns NULL, or what is wrong. */
const char *unpack_run(struct unpack *unpack);

/* Returns the bytes of memory that a decoder needs, according to the first bytes of the
 * archive; -1 if that is more than any archive should need. */
long long unpack_memory(int fd, long long offset);
