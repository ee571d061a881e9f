/* SPDX-License-Identifier: MIT
 * Removing, and copying by hard links, whole trees: never through a symbolic link.
 */
#pragma once

#include "core/macro.h"

/* Removes what stands at `name` below the directory `dir`, with all in it. What is not
 * there is no error. 0 or a negative errno. */
_must_check_ int tree_remove(int dir, const char *name);

/* Makes `name` below `to` a copy of `from`: directories anew, all else as hard links. A
 * negative errno where the file system can't; what was made then stays. */
_must_check_ int tree_link(int from_dir, const char *from, int to_dir, const char *to);

/* Opens the directory in which `path`, below `dir`, stands, through no link; *name is the
 * last part. The descriptor, or a negative errno: -ELOOP or -ENOTDIR where a part is no
 * directory any more. */
_must_check_ int tree_open_parent(int dir, const char *path, const char **name);
