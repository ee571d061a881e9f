/* SPDX-License-Identifier: MIT
 * The directories, files and links of a captured machine, made below a directory. Later
 * entries win over earlier ones. They are from outside: directories and files are made
 * before any link is, and no link is ever written through.
 */
#pragma once

#include "core/str.h"

enum kind {
	KIND_DIR,  /* replaces what was at its path */
	KIND_FILE, /* these three: and below it */
	KIND_LINK,
	KIND_ABSENT, /* nothing is there */
};

struct captured_file {
	enum kind kind;
	const char *path; /* path_good() */
	const char *target;
	struct str content;
	bool replaced; /* by a later one */
};

struct captured_files {
	struct arena *arena;
	struct captured_file *v;
	size_t n;
};

/* Absolute, in plain components: no "..", no "//". */
bool path_good(const char *path);
/* Makes them below `root`. 0, or a negative errno with the path in `*failed`. */
_must_check_ int unpack(
	struct captured_files *entries, const char *root, const char **failed);
/* Removes a directory and what is in it. */
void unpacked_remove(const char *root);
