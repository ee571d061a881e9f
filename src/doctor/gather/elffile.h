/* SPDX-License-Identifier: MIT
 * What an ELF file asks the loader for: its dynamic section (elf(5)), 64-bit alone.
 */
#pragma once

#include "core/str.h"

struct elffile {
	struct strv needed;
	const char *rpath, *runpath; /* as written, with $ORIGIN; NULL */
	unsigned machine;	     /* EM_X86_64 */
};

/* `path` is one that this process can open. -ENOEXEC: it is no such file; -ENOTSUP: one
 * of 32 bits. Sizes and
 * offsets in it are not trusted. */
_must_check_ int elffile_read(
	struct arena *arena, const char *path, struct elffile *file);
