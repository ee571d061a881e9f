/* SPDX-License-Identifier: MIT
 * What an ELF file (elf(5)) requires to run: the processor, the loader, the libraries.
 * Only 64-bit files in this machine's byte order are read. The file is not trusted: every
 * offset and size in it is checked, and no more than a few megabytes are ever read.
 */
#pragma once

#include "str.h"

struct elf {
	unsigned class;		     /* ELFCLASS64 */
	unsigned machine;	     /* EM_X86_64 */
	const char *loader;	     /* of a program; NULL if it requests none */
	struct strv needed;	     /* the libraries, in order */
	const char *rpath, *runpath; /* as written, with $ORIGIN; NULL if absent */
};

/* Reads the headers of the open file `fd`: `class`, `machine` and `loader`; the other
 * members are empty. The strings are in the arena; `fd` remains open and its position
 * does not change. Returns 0 or a negative errno: -ENOEXEC if it is not a valid ELF file,
 * -ENOTSUP for another word size or byte order; then `class` and `machine` are set (the
 * latter as this machine reads it). */
_must_check_ int elf_read(struct arena *arena, int fd, struct elf *elf);
/* The same, with the dynamic section: `needed`, `rpath` and `runpath`. An entry whose name
 * cannot be read is skipped. */
_must_check_ int elf_read_dynamic(struct arena *arena, int fd, struct elf *elf);
