/* SPDX-License-Identifier: MIT
 * A toolkit: a directory that contains a CUDA toolkit.
 */
#pragma once

#include "machine.h"
#include "version.h"

struct toolkit {
	const char *name;   /* "12.4" for /usr/local/cuda-12.4 */
	const char *path;   /* on its machine */
	const char *source; /* "user", "system", or the config line that found it */
	const char *link; /* of a registered toolkit: the target of its link; else NULL */
	int rank;	  /* of its location; 0 is the highest */
	bool has_nvcc;	  /* false: runtime-only */
	bool shadowed;	  /* another toolkit of this name has a higher rank */
	struct version version; /* set by toolkit_version() */
	bool version_read;
	const struct machine *machine;
};

/* Returns true if the directory `path` is a toolkit: it contains bin/nvcc or a libcudart.
 * Sets *has_nvcc. */
bool toolkit_is_at(const struct machine *machine, const char *path, bool *has_nvcc);

/* Returns its version, which is read at the first call; it may be unknown. */
struct version toolkit_version(struct toolkit *toolkit);
/* Returns whether `cudaenv install' made it: it contains a record. */
bool toolkit_has_record(const struct toolkit *toolkit);
/* Returns the path of the file `below` the toolkit ("" for the toolkit itself) as this
 * process, and programs that it exports variables to, reach it: with the sysroot. */
const char *toolkit_file(const struct toolkit *toolkit, const char *below);
/* Returns the directories with libraries for run time: lib64, or lib, or
 * targets/<arch>/lib, and extras/CUPTI/lib64 if it exists. */
struct strv toolkit_lib_dirs(const struct toolkit *toolkit);
/* Returns NVIDIA's name for this processor below targets/: "x86_64-linux". */
const char *toolkit_target(void);
