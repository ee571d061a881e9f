/* SPDX-License-Identifier: MIT
 * The size of a directory tree.
 */
#pragma once

#include "arena.h"

#include <stdint.h>

/* Returns the bytes that the files below `path` occupy on disk, 0 if it cannot be read.
 * Symbolic links, except `path` itself, and other file systems are not followed. */
uint64_t treesize(struct arena *arena, const char *path);
/* Returns "4.2 GB", "310 MB" or "12 KB" (powers of 10). */
char *treesize_text(struct arena *arena, uint64_t bytes);
