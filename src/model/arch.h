/* SPDX-License-Identifier: MIT
 * GPU architectures: which toolkits generate code for a compute capability
 * (data/sm_arch.tsv).
 */
#pragma once

#include "version.h"

struct arch {
	const char *sm;		    /* "89" */
	const char *family;	    /* "Ada" */
	struct version first, last; /* toolkits; `last` is unknown if none dropped it */
};

/* Looks up the compute capability `major`.`minor` in the tables below `data`. Returns
 * false if it is not listed. The strings are in the arena. */
bool arch_find(
	struct arena *arena, const char *data, int major, int minor, struct arch *arch);
/* Returns true if this version of the toolkit generates code for it. */
bool arch_has_toolkit(const struct arch *arch, struct version toolkit);
/* Returns the option for nvcc: "-gencode arch=compute_89,code=sm_89". */
const char *arch_gencode(struct arena *arena, const struct arch *arch);
