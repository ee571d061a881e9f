/* SPDX-License-Identifier: MIT
 * The directories, files and links of a captured machine, created below a directory.
 * Later entries replace earlier ones. They are not trusted: links are created after all
 * directories and files, and nothing is written through a link.
 */
#pragma once

#include "core/str.h"

enum kind {
	KIND_DIR,  /* replaces what was at its path */
	KIND_FILE, /* these three also replace what was below it */
	KIND_LINK,
	KIND_ABSENT, /* nothing exists there */
};

struct captured_file {
	enum kind kind;
	const char *path; /* see replay_tree_path_ok() */
	const char *target;
	struct str content;
	bool replaced; /* by a later one */
};

struct captured_files {
	struct arena *arena;
	struct captured_file *v;
	size_t n;
};

/* Returns whether the path is absolute, without "..", "." and "//". */
bool replay_tree_path_ok(const char *path);
/* Creates them below `root`. Returns 0, or a negative errno after storing the path in
 * `*failed`. */
_must_check_ int replay_tree_create(
	struct captured_files *entries, const char *root, const char **failed);
