/* SPDX-License-Identifier: MIT
 * How many bytes an install takes, before it begins: to download, and on disk.
 */
#pragma once

#include "plan.h"

struct estimate {
	long long packed;   /* all archives together */
	long long fetch;    /* those of them that are not at hand */
	long long unpacked; /* on disk: a guess from `packed` */
};

/* `local` when the one package is a file of the user's. */
struct estimate estimate_of(
	const struct server *server, const struct plan *plan, bool local);
/* Says when there is not enough space at `target` or in the cache; 0 or 1. */
_must_check_ int estimate_check(
	const struct estimate *estimate, const struct server *server, const char *target);
