/* SPDX-License-Identifier: MIT
 * What an ELF file requests from the loader: its dynamic section (elf(5)), 64-bit only.
 */
#pragma once

#include "core/str.h"

struct elffile {
	struct strv needed;
	const char *rpath, *runpath; /* as written, with $ORIGIN; NULL */
	unsigned machine;	     /* EM_X86_64 */
};

/* Reads the dynamic section. `path` is a path of the running system. Sizes and offsets in
 * the file are not trusted. Returns 0, -ENOEXEC if it is not an ELF file, -ENOTSUP if it
 * is a 32-bit one, or another negative errno. */
_must_check_ int elffile_read(
	struct arena *arena, const char *path, struct elffile *file);
