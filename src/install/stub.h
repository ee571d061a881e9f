/* SPDX-License-Identifier: MIT
 * A stub: a shared library for linking on a machine without a driver, made without a
 * compiler. Each of its functions only returns an error, like those of NVIDIA's stubs.
 * Pure functions.
 */
#pragma once

#include "core/file.h"
#include "core/str.h"

/* Returns the functions that a header of the driver declares, sorted, each once: the names
 * that start with `prefix` and an upper-case letter, with the versions of them that its
 * macros name ("cuMemAlloc" and "cuMemAlloc_v2"). */
struct strv stub_symbols(struct arena *arena, const char *header, const char *prefix);
/* Makes a library that defines these functions, each of which returns `error`. Returns
 * false if the machine is neither "x86_64" nor "aarch64". */
bool stub_make(struct arena *arena, const char *machine, const char *soname,
	const struct strv *symbols, unsigned error, struct text *library);
