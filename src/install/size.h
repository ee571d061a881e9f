/* SPDX-License-Identifier: MIT
 * Numbers of bytes for people. A pure function.
 */
#pragma once

#include "core/arena.h"

/* Returns "1.9 GB", "90 MB", "512 kB": in units of 1000, as download pages use them. */
const char *size_text(struct arena *arena, long long bytes);
