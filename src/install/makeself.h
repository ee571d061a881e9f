/* SPDX-License-Identifier: MIT
 * The header of a makeself archive, which a CUDA runfile is: a shell script with a tar
 * file behind it. It is read, never run. A pure function of the file's first bytes.
 */
#pragma once

#include "core/arena.h"

enum { MAKESELF_HEADER_MAX = 256 * 1024 }; /* bytes to look at */

struct makeself {
	size_t offset;	   /* of the payload in the file */
	long long payload; /* its bytes, when the header tells; else -1 */
};

/* 0; -EINVAL when this is no makeself archive. */
_must_check_ int makeself_parse(const char *head, size_t len, struct makeself *makeself);
