/* SPDX-License-Identifier: MIT
 * Which CUDA version a directory tree holds, read from what is in it. No file there is
 * trusted or needed: a damaged one counts as absent, and the next source is asked.
 */
#pragma once

#include "machine.h"
#include "version.h"

/* The record that `cudaenv install` leaves in a tree, an INI file below it. */
#define TOOLKIT_RECORD ".cudaenv/toolkit.conf"

/* `version.patch` is known only from our record and from version.json. */
struct version toolkit_version_read(const struct machine *machine, const char *path);

/* True when lib64, lib or targets/<any>/lib holds a libcudart.so.*; `version` (may be
 * NULL) becomes that of its name where it has three numbers. */
bool toolkit_version_runtime(
	const struct machine *machine, const char *path, struct version *version);
