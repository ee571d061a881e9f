/* SPDX-License-Identifier: MIT
 * What the verbs of cudaenv-probe share: a library that is loaded, its functions, and the
 * answer on descriptor 3.
 */
#pragma once

#include <stdio.h>

struct library {
	void *handle;
	FILE *answer;
};

/* Loads `name` and answers its real path ("library="), or why not ("error="); 0 when it
 * could not be loaded. */
int library_load(struct library *library, const char *name);
/* The function `name`, NULL when the library has none of this name. */
void *library_function(const struct library *library, const char *name);

/* Answers one line, at once: what follows may crash. */
void tell(const struct library *library, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The verbs; what they answer is told at the head of their files. */
void ask_version(const struct library *cuda);
void ask_init(const struct library *cuda);
void ask_nvml(const struct library *nvml);
void ask_bandwidth(const struct library *cuda);
