/* SPDX-License-Identifier: MIT
 * The NVIDIA kernel module of a machine, as /proc/driver/nvidia/version tells of it, and
 * the versions of drivers.
 */
#pragma once

#include "machine.h"

#include <stdint.h>

struct kernel {
	const char *version; /* "580.65.06"; NULL: no module */
	uint32_t hash; /* of the whole file: a rebuilt module of the same version too */
};

struct kernel kernel_read(const struct machine *machine);
/* By their dotted numbers, as strcmp(3): 580.159 is newer than 580.65. */
int kernel_compare(const char *a, const char *b);
/* "580" of "580.65.06". */
char *kernel_branch(struct arena *arena, const char *version);
