/* SPDX-License-Identifier: MIT
 * Reading METADATA out of a wheel. A pure function.
 */
#pragma once

#include "core/file.h"

/* Reads it from a wheel of `len` bytes. Returns NULL, or what is wrong. */
const char *dist_info_metadata(
	struct arena *arena, const void *wheel, size_t len, struct text *text);
