/* SPDX-License-Identifier: MIT
 * Files: bounded reading that nothing can hang, replacing that nothing can tear.
 * Every function returns 0 or a negative errno.
 */
#pragma once

#include "path.h"

struct text {
	char *s; /* ends in a NUL that `len` does not count */
	size_t len;
};

/* Opens a regular file for reading; never waits on a FIFO and never opens a device.
 * -EISDIR for a directory, -ENOTSUP for what is neither. Returns the descriptor. */
_must_check_ int file_open_regular(int dir, const char *path);

/* Reads a regular file of at most `max` bytes whole. -EFBIG when it has more. */
_must_check_ int file_read(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text);

/* The first bytes of a regular file, `max` at most. */
_must_check_ int file_read_head(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text);

/* Reads `fd` to its end, `max` bytes at most (-EFBIG). */
_must_check_ int fd_read(struct arena *arena, int fd, size_t max, struct text *text);
/* Writes all of it. Returns 0 or a negative errno; after an error, a part may be
 * written. */
int fd_write_all(int fd, const void *data, size_t len);

/* Puts `text` in the place of the file `path`, at once and synced: readers see the old
 * content or the new. An existing file keeps its mode; a new one gets 0666 less the
 * umask. */
_must_check_ int file_replace(const char *path, const char *text, size_t len);

/* Makes the symbolic link `path` lead to `target`, at once: there is no instant without a
 * link. Whatever is there and is no link is left alone (-EEXIST). */
_must_check_ int link_replace(const char *path, const char *target);
/* The same for the link `name` in an open directory, which is synced. */
_must_check_ int link_replace_at(int dir, const char *name, const char *target);

/* Makes the directory `path` and its parents. */
_must_check_ int dir_make(const char *path);
_must_check_ int dir_sync(const char *path);

/* Opens, with O_PATH, the directory that contains `path`, which is relative to the
 * directory `dir`, through no symbolic link; *name is set to the last component, a part
 * of `path`. Returns the descriptor or a negative errno: -ELOOP or -ENOTDIR if a component
 * is not a directory. */
_must_check_ int dir_open_parent(int dir, const char *path, const char **name);
