/* SPDX-License-Identifier: MIT
 * Files: reading that is bounded and never blocks, and replacing that is atomic.
 *
 * `dir` is the descriptor of the directory that a relative `path` starts from, or
 * AT_FDCWD. Unless it says otherwise, a function returns 0 or a negative errno.
 */
#pragma once

#include "path.h"

/* The content of a file. */
struct text {
	char *s; /* followed by a NUL, which `len` does not include */
	size_t len;
};

/* Opens a regular file for reading. It does not wait for a FIFO and does not open a
 * device. Returns the descriptor, which the caller closes, or a negative errno: -EISDIR
 * for a directory, -ENOTSUP for any other file that is not regular. */
_must_check_ int file_open_regular(int dir, const char *path);

/* Reads a regular file into the arena. Returns 0 or a negative errno: -EFBIG if it is
 * larger than `max` bytes, and the errors of file_open_regular(). */
_must_check_ int file_read(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text);

/* Reads the first `max` bytes of a regular file, or all of it if it is shorter. */
_must_check_ int file_read_head(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text);

/* Returns 0 if the open file is regular, else -EISDIR, -ENOTSUP or another negative
 * errno. */
_must_check_ int fd_check_regular(int fd);
/* Reads the next `size` bytes of `fd`, or all if there are fewer, into `buffer`. Returns
 * the number of bytes, less than `size` at the end, or a negative errno. */
_must_check_ ssize_t fd_fill(int fd, char *buffer, size_t size);
/* Reads the next `max` bytes of `fd`, or all if there are fewer; `fd` stays open. */
_must_check_ int fd_read_head(struct arena *arena, int fd, size_t max, struct text *text);
/* Reads `fd` from its position to its end; `fd` stays open. Returns 0 or a negative
 * errno: -EFBIG if there are more than `max` bytes. */
_must_check_ int fd_read(struct arena *arena, int fd, size_t max, struct text *text);
/* Writes all `len` bytes. After an error, some of them may have been written. */
int fd_write_all(int fd, const void *data, size_t len);

/* Replaces the content of the file `path` atomically, and syncs it: a reader sees the old
 * content or the new one, never a part. If `path` is a symbolic link, the link itself is
 * replaced. An existing file keeps its mode; a new one has mode 0666 less the umask.
 * Returns 0 or a negative errno: -EISDIR or -ENOTSUP if `path` is not a regular file. */
_must_check_ int file_replace(const char *path, const char *text, size_t len);
/* The same for `name` in the open directory `dir`, whatever its path is by now. */
_must_check_ int file_replace_at(int dir, const char *name, const char *text, size_t len);

/* Makes `path` a symbolic link to `target` atomically, and syncs its directory. A link is
 * replaced and is never missing in between. Returns 0 or a negative errno: -EEXIST if
 * `path` exists and is not a link; it is not changed then. */
_must_check_ int link_replace(const char *path, const char *target);
/* The same for the link `name` in the open directory `dir`. */
_must_check_ int link_replace_at(int dir, const char *name, const char *target);

/* Creates the directory `path` and its parents, with mode 0755 less the umask, if they do
 * not exist. */
_must_check_ int dir_make(const char *path);
/* Writes the entries of the directory `path` to disk, where the file system can. */
_must_check_ int dir_sync(const char *path);
/* Opens, with O_PATH, the directory that contains `path` without following a symbolic
 * link. *name is set to the last component, a part of `path`. Returns the descriptor,
 * which the caller closes, or a negative errno: -ELOOP or -ENOTDIR if a component is not
 * a directory. */
_must_check_ int dir_open_parent(int dir, const char *path, const char **name);
