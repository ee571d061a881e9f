/* SPDX-License-Identifier: MIT
 * Paths: their parts, and what a path names. The functions that compute a path do not
 * touch the file system; results are in the arena.
 */
#pragma once

#include "arena.h"

/* Returns the directory part of `path`, as dirname(3) does: "." for "a", "/" for "/". */
char *path_parent(struct arena *arena, const char *path);
/* Returns the part of `path` after its last slash; it is empty if `path` ends in one. */
const char *path_base(const char *path);
/* Returns `dir` and `name` with exactly one slash added if `dir` does not end in one. */
char *path_join(struct arena *arena, const char *dir, const char *name);

/* Returns the target of the symbolic link `path`, or NULL if it is not a link, cannot be
 * read, or has a target of PATH_MAX bytes or more. */
char *path_readlink(struct arena *arena, const char *path);
/* Returns true if `path` is a directory, or a symbolic link to one. */
bool path_is_dir(const char *path);
/* Returns true if `path` is a regular file, or a symbolic link to one. */
bool path_is_file(const char *path);
