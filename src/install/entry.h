/* SPDX-License-Identifier: MIT
 * The policy for the entries of an archive. Every entry is hostile until it passes here: a
 * pure function of its name, kind, mode and link target. Only what is described below is
 * corrected silently.
 */
#pragma once

#include "core/str.h"

enum entry_kind { ENTRY_FILE, ENTRY_DIR, ENTRY_SYMLINK, ENTRY_HARDLINK, ENTRY_OTHER };

struct entry {
	enum entry_kind kind;
	const char *name;   /* in the archive; NULL if it could not be read */
	const char *target; /* of a link; else NULL */
	unsigned mode;
	/* filled by entry_check(): */
	const char *path;   /* in the tree; "" for the tree itself */
	const char *linked; /* a hard link's target in the tree */
};

/* How the names of one archive become paths of a tree. */
struct entry_rules {
	struct arena *arena;
	const char
		*top;  /* the first component of all names; NULL before the first entry */
	bool keep_top; /* the names are paths of the tree already */
	bool any_name; /* lib64 and cudaenv's own names are kept: for our own records */
};

enum {
	ENTRY_PATH_MAX = 1024, /* bytes */
	ENTRY_DEPTH_MAX = 32,
};

/* Returns NULL if the entry may be unpacked; otherwise what is wrong, to be printed after
 * its name. The first component of the name is removed and must be the same in all
 * entries; a leading "./" is dropped; "lib64" at the top of the tree becomes "lib", where
 * nvcc searches. The mode is limited to 0755; an entry with a set-id bit is refused. */
const char *entry_check(struct entry_rules *rules, struct entry *entry);

/* Returns true if a symbolic link with this target, at `path` in a tree, cannot leave the
 * tree: ".." occurs only at the start, at most once for each directory above the link. */
bool entry_target_inside(const char *path, const char *target);
