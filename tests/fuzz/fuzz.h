/* SPDX-License-Identifier: MIT
 * The common parts of the fuzz targets: the input as a string, and the check of results.
 */
#pragma once

#include "core/file.h"
#include "core/rmtree.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts unless this is true, as it must be for every input. */
static inline void must(bool good)
{
	if (!good)
		abort();
}

/* Returns the input as a string; a NUL byte in it ends the string. */
static inline char *fuzz_text(struct arena *arena, const uint8_t *data, size_t size)
{
	return arena_ndup(arena, data, size);
}

static char fuzz_root[] = "/tmp/cudaenv-fuzz-XXXXXX";

static inline void fuzz_remove_root(void)
{
	rmtree_at(AT_FDCWD, fuzz_root);
}

/* Returns a directory for files. It is created at the first call and removed at exit. */
static inline const char *fuzz_dir(void)
{
	if (fuzz_root[sizeof(fuzz_root) - 2] == 'X') {
		must(mkdtemp(fuzz_root));
		must(atexit(fuzz_remove_root) == 0);
	}
	return fuzz_root;
}

/* Writes the file `path` below fuzz_dir(). Returns its path. */
static inline char *fuzz_file(
	struct arena *arena, const char *path, const uint8_t *data, size_t size)
{
	char *file = path_join(arena, fuzz_dir(), path);
	int fd;

	must(dir_make(path_parent(arena, file)) == 0);
	fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && fd_write_all(fd, data, size) == 0 && close(fd) == 0);
	return file;
}
