/* SPDX-License-Identifier: MIT
 * What an ELF file's header says about where it can run.
 */
#pragma once

#include "core/arena.h"

/* Why this machine cannot run it ("it is for another architecture", "its loader ... is
 * not here"), or NULL when it can, or is no ELF file. */
const char *elf_why_foreign(struct arena *arena, const char *path);
