/* SPDX-License-Identifier: MIT
 * The line by which each shell loads cudaenv when it starts.
 */
#pragma once

#include "shell.h"

struct startline {
	const char *shell, *file, *line;
};

/* NULL for none. */
const struct startline *startline_of(const struct shell *shell);
