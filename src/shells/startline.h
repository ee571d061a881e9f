/* SPDX-License-Identifier: MIT
 * The line by which each shell loads cudaenv when it starts, and the files that the line
 * belongs to.
 */
#pragma once

#include "shell.h"

struct startline {
	const char *shell;
	const char *file;    /* for the line, "~/.bashrc" */
	const char *also[4]; /* the other startup files of this shell, ended by NULL */
	const char *line;    /* for a program that PATH finds */
	const char *by_path; /* the same with %p for its path */
};

/* NULL for none. */
const struct startline *startline_of(const struct shell *shell);
/* Returns the line, allocated in `arena`: for the program at the absolute path `program`,
 * or by its name for NULL. A path below `home` (NULL: unknown) is written with ~. `options`
 * are those of `init', "" or " --no-cd". */
const char *startline_text(struct arena *arena, const struct startline *start,
	const char *program, const char *home, const char *options);
