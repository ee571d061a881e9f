/* SPDX-License-Identifier: MIT
 * Copying a directory with all its contents by hard links, without following a symbolic
 * link.
 */
#pragma once

#include "core/macro.h"

/* Makes `to` in the directory `to_dir` a copy of `from` in `from_dir`: new directories
 * with the same modes, and hard links to everything else. `to` must not exist. Returns 0
 * or a negative errno: -EPERM or -EMLINK if the file system cannot link, -EXDEV between
 * two file systems. After an error, what was made remains. */
_must_check_ int linktree_at(int from_dir, const char *from, int to_dir, const char *to);
