/* SPDX-License-Identifier: MIT
 * Files that contain specs: .cuda-version, the global `version`, and the `cuda` line of
 * .tool-versions. They are data, never code; cuda-version(5) describes the format.
 */
#pragma once

#include "core/str.h"

#define VERSION_FILE ".cuda-version"
#define TOOL_VERSIONS_FILE ".tool-versions"
enum { VERSION_FILE_MAX = 4096, TOOL_VERSIONS_MAX = 64 * 1024 }; /* bytes */

struct versionfile {
	int error; /* 0, or a negative errno: -ENOENT, or why the file was refused */
	struct strv specs; /* the valid ones, in order */
	struct strv notes; /* one line for each word ignored, with file and line */
};

/* Reads a .cuda-version or global version file. `error` is -EILSEQ if it contains a NUL
 * byte. */
struct versionfile versionfile_read(struct arena *arena, const char *path);
/* Reads a .tool-versions. `error` is -ENOENT if it has no `cuda` line. */
struct versionfile versionfile_read_tools(struct arena *arena, const char *path);

/* These parse the content of such a file; `file` is its name in the notes. */
struct versionfile versionfile_parse(
	struct arena *arena, const char *file, const char *text, size_t len);
struct versionfile versionfile_parse_tools(
	struct arena *arena, const char *file, const char *text, size_t len);

enum replace {
	REPLACE_FIRST, /* `specs` replace the first spec; the others are kept */
	REPLACE_ALL,   /* `specs` replace all specs */
};

/* Returns the content `old` of a version file (it may be "") with `specs` in it. Comments
 * and all other content are kept. */
char *versionfile_edit(struct arena *arena, const char *old, const struct strv *specs,
	enum replace replace);
/* Writes that content to the version file `path` atomically. The file is only written if
 * it is missing or already a version file: every line is blank, a comment, or starts with
 * a valid spec. A symbolic link is followed, but not to a missing file, and to a file
 * with anything but version numbers, `system` and `latest`: who made the link may be
 * someone else. Returns 0 or a negative errno; if the file was refused, *problem is the
 * reason as a phrase ("is a directory", "line 3 is not a version: `fi'"), else NULL. */
_must_check_ int versionfile_write(struct arena *arena, const char *path,
	const struct strv *specs, enum replace replace, const char **problem);

/* Returns why a file was refused, as a phrase: "is a directory", "is larger than 4096
 * bytes", "cannot be read: Permission denied". `error` is of the functions above or of
 * file_read(), and `max` the limit in bytes. */
const char *versionfile_problem(struct arena *arena, int error, size_t max);
