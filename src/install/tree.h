/* SPDX-License-Identifier: MIT
 * The tree of a toolkit, put together from what was unpacked: files are moved in, never
 * copied, and never through a symbolic link. Two components may bring the same file only
 * if it is the same.
 */
#pragma once

#include "pathset.h"

#define TREE_VERSION "version.json" /* cudaenv's own, as NVIDIA's installers write it */

struct tree {
	struct arena *arena;
	int dir;	    /* its root */
	const char *target; /* where it will stand: written into .pc files */
	bool resume; /* an addition that was cut off: what is there may be its own */
	const char *problem;  /* one line, once something failed */
	struct listing own;   /* what tree_finish() made */
	struct pathset taken; /* the paths in it */
};

struct tree tree_new(struct arena *arena, int dir, const char *target);
/* What is there already. */
void tree_know(struct tree *tree, const struct listing *listing, const char *component);
/* Moves the items of `from`, which lie below the directory `dir`, in; `into` is told what
 * they became. Licences and notes at the top go to .cudaenv/licences/COMPONENT. False
 * with `problem`. */
_must_check_ bool tree_add(struct tree *tree, int dir, const struct listing *from,
	const char *component, struct listing *into);
/* Makes the links that nvcc and build systems look for: lib64, targets/x86_64-linux/{lib,
 * include}, for a platform as in "linux-x86_64". */
_must_check_ bool tree_finish(struct tree *tree, const char *platform);
/* "x86_64-linux" for "linux-x86_64". */
const char *tree_target_dir(struct arena *arena, const char *platform);
/* Writes a file of cudaenv's own, and makes it an item of `own` unless it is a record. */
_must_check_ bool tree_write(
	struct tree *tree, const char *path, const char *text, size_t len, bool record);
