/* SPDX-License-Identifier: MIT
 * One CUDA toolkit: a directory with a toolkit in it.
 */
#pragma once

#include "machine.h"
#include "version.h"

struct toolkit {
	const char *name;   /* "12.4" for /usr/local/cuda-12.4 */
	const char *path;   /* on its machine */
	const char *source; /* "user", "system", or the config line that found it */
	const char *link;   /* versions/ only: where `cudaenv link` leads; else NULL */
	int rank; /* 0 is looked at first; of two with one name the lower rank wins */
	bool has_nvcc;		/* false: runtime-only */
	bool shadowed;		/* another of the same name stands before it */
	struct version version; /* read when first asked for: toolkit_version() */
	bool version_read;
	const struct machine *machine;
};

/* True when `path` counts as a toolkit: it has bin/nvcc or a libcudart. */
bool toolkit_is_at(const struct machine *machine, const char *path, bool *has_nvcc);

struct version toolkit_version(struct toolkit *toolkit);
/* The path by which this process, and what it exports, reaches a file of the toolkit: the
 * sysroot in front. `below` is "" for the toolkit itself. */
const char *toolkit_file(const struct toolkit *toolkit, const char *below);
/* The library directories to search at run time: lib64, or lib, or targets/<arch>/lib,
 * and extras/CUPTI/lib64 where there is one. */
struct strv toolkit_lib_dirs(const struct toolkit *toolkit);
/* "x86_64-linux", as NVIDIA names the directories below targets/. */
const char *toolkit_target(void);
