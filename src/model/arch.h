/* SPDX-License-Identifier: MIT
 * GPU architectures: which toolkits build for a compute capability (data/sm_arch.tsv).
 */
#pragma once

#include "version.h"

struct arch {
	const char *sm;		    /* "89" */
	const char *family;	    /* "Ada" */
	struct version first, last; /* toolkits; `last` unknown: still built for */
};

/* False for a compute capability that the table does not have. */
bool arch_find(
	struct arena *arena, const char *data, int major, int minor, struct arch *arch);
bool arch_has_toolkit(const struct arch *arch, struct version toolkit);
/* What nvcc and CMake are given: "-gencode arch=compute_89,code=sm_89". */
const char *arch_gencode(struct arena *arena, const struct arch *arch);
