/* SPDX-License-Identifier: MIT
 * Unpacking one archive into the current directory, which must be a fresh one of its own:
 * done in a process made for it (worker.h), because the directory, the umask and what a
 * damaged archive may do to a decoder are a whole process's affair.
 */
#pragma once

#include "core/str.h"

struct unpack {
	struct arena *arena;
	int fd;		    /* the archive, at any position */
	long long offset;   /* where its payload begins */
	long long size;	    /* of the archive: bounds what it may hold */
	const char *sha256; /* to be compared first; NULL: it has been */
	/* NULL; or it is NVIDIA's runfile, builds/COMPONENT/..., and this tells which to
	 * take */
	bool (*wants)(const void *user, const char *component);
	const void *user;
	int listing;		 /* a descriptor: one line an entry (listing.h) */
	_Atomic long long *done; /* bytes of the archive gone through so far */
	bool mismatch;		 /* told: the SHA-256 was another */
};

/* NULL, or what is wrong. */
const char *unpack_run(struct unpack *unpack);

/* The bytes of memory that decoding the archive needs, from its first bytes; -1 when it
 * would take more than any archive should. */
long long unpack_memory(int fd, long long offset);
