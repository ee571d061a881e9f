/* SPDX-License-Identifier: MIT
 * What each fuzz target starts with: the input as text, and memory for one run.
 */
#pragma once

#include "core/arena.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input. */
static inline void must(bool good)
{
	if (!good)
		abort();
}

/* The input with a NUL behind it; NUL bytes in it end the text early. */
static inline char *fuzz_text(struct arena *arena, const uint8_t *data, size_t size)
{
	return arena_ndup(arena, data, size);
}
