/* SPDX-License-Identifier: MIT
 * The policy for what an archive may hold. Every entry is hostile until it passes here: a
 * pure function of its name, kind, mode and link target. Nothing is mended silently but
 * what is said below.
 */
#pragma once

#include "core/str.h"

enum entry_kind { ENTRY_FILE, ENTRY_DIR, ENTRY_SYMLINK, ENTRY_HARDLINK, ENTRY_OTHER };

struct entry {
	enum entry_kind kind;
	const char *name;   /* as the archive has it; NULL when it could not be read */
	const char *target; /* of a link; else NULL */
	unsigned mode;
	/* filled by entry_check(): */
	const char *path;   /* where it goes in the tree; "" for the tree itself */
	const char *linked; /* a hard link's target in the tree */
};

/* How the names of one archive are turned into paths of a tree. */
struct entry_rules {
	struct arena *arena;
	const char
		*top;  /* the directory that all names start with; NULL until the first */
	bool keep_top; /* the names are paths of the tree already */
	bool any_name; /* lib64 and cudaenv's own names may stand: for our own records */
};

enum {
	ENTRY_PATH_MAX = 1024, /* bytes */
	ENTRY_DEPTH_MAX = 32,
};

/* NULL when the entry may be unpacked; else what is wrong with it, to be said behind its
 * name. The first directory of a name is taken off and must be the same in all; a leading
 * "./" is dropped; "lib64" at the top of a tree becomes "lib", for which nvcc looks. The
 * mode is cut to 0755 (set-id bits are refused, not cut). */
const char *entry_check(struct entry_rules *rules, struct entry *entry);

/* True when a symbolic link at `path` of a tree, holding `target`, can never lead out of
 * it: ".." only in front, and no more of them than directories above the link. */
bool entry_target_inside(const char *path, const char *target);
