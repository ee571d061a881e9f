/* SPDX-License-Identifier: MIT
 * The header of a makeself archive, such as a CUDA runfile: a shell script followed by a
 * tar file. It is read, never run. A pure function of the file's first bytes.
 */
#pragma once

#include "core/arena.h"

enum { MAKESELF_HEADER_MAX = 256 * 1024 }; /* bytes to read */

struct makeself {
	size_t offset;	   /* of the payload in the file */
	long long payload; /* its size, or -1 if the header does not contain it */
};

/* Returns 0, or -EINVAL if this is not a makeself archive. */
_must_check_ int makeself_parse(const char *head, size_t len, struct makeself *makeself);
