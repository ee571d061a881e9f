/* SPDX-License-Identifier: MIT
 * The target machine, which is the machine being examined: the running one, or an image
 * mounted at a directory (--sysroot).
 *
 * Paths passed and returned here are paths on the target machine ("/usr/local/cuda").
 * Under a sysroot, every symbolic link, absolute ones included, is resolved inside it and
 * never outside. If the kernel has openat2(2), it resolves them itself, so that a link that
 * changes in the meantime cannot escape. machine_host() returns the path by which this
 * process reaches a file.
 * Results are in the machine's arena.
 */
#pragma once

#include "core/file.h"
#include "core/str.h"

#include <sys/stat.h>

struct machine {
	/* "" for the running machine, else an absolute path without links and without a
	 * final slash. */
	const char *root;
	struct arena *arena;
	/* If not NULL, every path that is examined is added to `seen`, and every file
	 * whose content is read to `read`. */
	struct strv *seen, *read;
};

/* Returns the running machine. */
struct machine machine_running(struct arena *arena);
/* Sets `machine` to the one at `sysroot`: NULL, "" or "/" is the running machine. Returns
 * 0 or a negative errno. */
_must_check_ int machine_init(
	struct machine *machine, struct arena *arena, const char *sysroot);
/* Returns true if it is not the running machine. */
bool machine_is_foreign(const struct machine *machine);

/* Returns the path of an existing file with all links resolved, or NULL with errno set.
 * ".." at the root stays there. */
char *machine_real(const struct machine *machine, const char *path);
/* Returns the path by which this process reaches the file; under a sysroot, all links
 * are resolved in it. The file need not exist. Returns NULL with errno set on error. */
char *machine_host(const struct machine *machine, const char *path);
/* The same, but if the last component is a link, it is kept. */
char *machine_host_nofollow(const struct machine *machine, const char *path);

/* Opens a directory. Returns the descriptor, which the caller closes, or a negative
 * errno. */
_must_check_ int machine_open_dir(const struct machine *machine, const char *path);

/* These return 0 or a negative errno; the second does not follow a link at the end. */
_must_check_ int machine_stat(
	const struct machine *machine, const char *path, struct stat *st);
_must_check_ int machine_lstat(
	const struct machine *machine, const char *path, struct stat *st);
/* Reads the first `max` bytes of a regular file. Returns 0 or a negative errno. */
_must_check_ int machine_read_head(
	const struct machine *machine, const char *path, size_t max, struct text *text);
/* These return true for a directory or a regular file, or a link to one. */
bool machine_is_dir(const struct machine *machine, const char *path);
bool machine_is_file(const struct machine *machine, const char *path);
/* Returns the content of the link `path`, or NULL if it is not a link. */
char *machine_readlink(const struct machine *machine, const char *path);
/* Returns the names in a directory, without "." and "..", sorted by their bytes. On an
 * error the list is empty. */
struct strv machine_list(const struct machine *machine, const char *path);
/* Returns the paths below `dir` ("" for the root; it is not a pattern) that match
 * `pattern`, which may have *, ? and [...] in every component, sorted by their bytes. */
struct strv machine_glob(
	const struct machine *machine, const char *dir, const char *pattern);
