/* SPDX-License-Identifier: MIT
 * Removing a directory with all its contents. It never follows a symbolic link and never
 * goes through a path twice, so another process that replaces a directory by a link
 * cannot make it remove anything outside.
 */
#pragma once

#include "macro.h"

/* The deepest nesting of directories that rmtree_at() removes. */
#define RMTREE_DEPTH_MAX 128

/* Removes `name`, relative to the directory `dir` (a descriptor, or AT_FDCWD), with
 * everything in it. A missing file is not an error. A directory that denies its owner
 * access is changed to mode 0700 first. Returns 0 or a negative errno: -ELOOP if the
 * nesting is too deep. After an error the rest remains. */
int rmtree_at(int dir, const char *name);
