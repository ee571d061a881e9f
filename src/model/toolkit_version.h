/* SPDX-License-Identifier: MIT
 * The CUDA version of a toolkit's directory, read from its contents. No file in it is
 * trusted or required: a damaged one is treated as missing, and the next source is read.
 */
#pragma once

#include "machine.h"
#include "version.h"

/* The record that `cudaenv install` writes into a toolkit, an INI file. */
#define TOOLKIT_RECORD ".cudaenv/toolkit.conf"

/* Returns the version of the toolkit at `path`, or VERSION_UNKNOWN. `patch` is known only
 * from the record and from version.json. */
struct version toolkit_version_read(const struct machine *machine, const char *path);

/* Returns true if lib64, lib or targets/<any>/lib contains a libcudart.so.*. If its name
 * has three numbers, *version is set to them (`version` may be NULL). */
bool toolkit_version_runtime(
	const struct machine *machine, const char *path, struct version *version);
