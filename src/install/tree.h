/* SPDX-License-Identifier: MIT
 * The tree of a toolkit, made of unpacked archives: files are moved in, never copied, and
 * never through a symbolic link. Two components may contain a file of one name only if the
 * files are equal.
 */
#pragma once

#include "pathset.h"

#define TREE_VERSION \
	"version.json" /* cudaenv's own, in the form of NVIDIA's installers */

struct tree {
	struct arena *arena;
	int dir;	    /* its root */
	const char *target; /* the path of the finished toolkit, for .pc files */
	bool resume; /* after an interrupted addition: an existing file may be its own */
	const char *problem;  /* one line, once something failed */
	struct listing own;   /* what tree_finish() and tree_write() made */
	struct pathset taken; /* the paths in it */
};

struct tree tree_new(struct arena *arena, int dir, const char *target);
/* Adds existing files to `taken`. */
void tree_know(struct tree *tree, const struct listing *listing, const char *component);
/* Moves the items of `from`, which are below the directory `dir`, into the tree, and adds
 * the resulting items to `into`. Licenses and notes at the top go to
 * .cudaenv/licences/COMPONENT. Returns false with `problem`. */
_must_check_ bool tree_add(struct tree *tree, int dir, const struct listing *from,
	const char *component, struct listing *into);
/* Makes a symbolic link in the tree, an item with an absolute target, and adds it to `into`.
 * Two components may contain one file if its SHA-256 is the same. Returns false with
 * `problem`. */
_must_check_ bool tree_link(struct tree *tree, const struct item *item,
	const char *component, struct listing *into);
/* Makes the links that nvcc and build systems use: lib64, targets/x86_64-linux/{lib,
 * include}, for a platform such as "linux-x86_64". Returns false with `problem`. */
_must_check_ bool tree_finish(struct tree *tree, const char *platform);
/* Makes the links that a linker uses: libX.so for each libX.so.N in lib. Returns false with
 * `problem`. */
_must_check_ bool tree_add_dev_links(struct tree *tree);
/* Returns "x86_64-linux" for "linux-x86_64". */
const char *tree_target_dir(struct arena *arena, const char *platform);
/* Writes a file of cudaenv's own, and adds it to `own` unless it is part of the record.
 * Returns false with `problem`. */
_must_check_ bool tree_write(
	struct tree *tree, const char *path, const char *text, size_t len, bool record);
