/* SPDX-License-Identifier: MIT
 * What a linker needs and no wheel contains: the links libX.so, and the stubs of the driver's
 * libraries.
 */
#pragma once

#include "tree.h"

/* Adds them to a tree with the files of wheels. Returns false with the tree's `problem`. */
_must_check_ bool devfiles_add(struct tree *tree, const char *platform);
