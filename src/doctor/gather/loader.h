/* SPDX-License-Identifier: MIT
 * Which file the loader of this shell takes for a soname: LD_LIBRARY_PATH, then its
 * cache, then the default directories (ld.so(8)). exe.c adds a program's own RPATH and
 * RUNPATH.
 */
#pragma once

#include "facts.h"

#include "doctor/subject.h"

/* Returns every file that the loader would find as `soname`, in its order. `cache` is
 * that of the facts. */
struct libraries loader_find(
	const struct subject *subject, const struct strv *cache, const char *soname);
/* Returns whether only programs that Nix built find the library. */
bool loader_by_runpath(const struct libraries *libraries);
/* Returns the file of the loader's configuration that names a directory whose path ends
 * with `part`, and stores that line; NULL if there is none. */
const char *loader_configured(
	const struct subject *subject, const char *part, const char **line);
/* Returns "580.65.06" for libcuda.so.580.65.06, or NULL. */
const char *loader_library_version(struct arena *arena, const char *real);
