/* SPDX-License-Identifier: MIT
 * What the subcommands of cudaenv-probe share: a loaded library, its functions, and the
 * output on descriptor 3.
 */
#pragma once

#include <stdio.h>

struct driver_library {
	void *handle;
	FILE *output;
};

/* Loads `name` and prints its path without links ("library="), or why that failed
 * ("error="). Returns 1, or 0 if it could not be loaded. */
int probe_load(struct driver_library *library, const char *name);
/* Returns the function `name`, or NULL if the library does not have it. */
void *probe_function(const struct driver_library *library, const char *name);

/* Prints one line immediately: the next call may crash. */
void probe_print(const struct driver_library *library, const char *key,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The subcommands. Their files describe their output. */
void probe_version(const struct driver_library *cuda);
void probe_init(const struct driver_library *cuda);
void probe_nvml(const struct driver_library *nvml);
void probe_bandwidth(const struct driver_library *cuda);
