/* SPDX-License-Identifier: MIT
 * The target machine's NVIDIA kernel module, as /proc/driver/nvidia/version describes it,
 * and comparing driver versions.
 */
#pragma once

#include "machine.h"

#include <stdint.h>

struct kernel {
	const char *version; /* "580.65.06"; NULL: not loaded, or not recognized */
	uint32_t hash; /* of the complete file, to notice a module that was rebuilt */
};

/* Reads it; the string is in the machine's arena. */
struct kernel kernel_read(const struct machine *machine);
/* Compares two driver versions number by number. Returns a value less than, equal to or
 * greater than 0, as strcmp(3) does: 580.159 is newer than 580.65. */
int kernel_compare(const char *a, const char *b);
/* Returns the branch of a driver version: "580" for "580.65.06". */
char *kernel_branch(struct arena *arena, const char *version);
