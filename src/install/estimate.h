/* SPDX-License-Identifier: MIT
 * The number of bytes that an install needs, before it starts: to download, and on disk.
 */
#pragma once

#include "plan.h"

struct estimate {
	long long packed;   /* all archives together */
	long long fetch;    /* those that are neither local nor in the cache */
	long long unpacked; /* on disk: an estimate from `packed` */
};

/* `local`: the only package is a file of the user's. */
struct estimate estimate_of(
	const struct source *source, const struct plan *plan, bool local);
/* Complains if there is not enough space in `target` or in the cache. */
_must_check_ enum status estimate_check(
	const struct estimate *estimate, const struct source *source, const char *target);
