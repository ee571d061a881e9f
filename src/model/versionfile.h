/* SPDX-License-Identifier: MIT
 * Files that hold specs: .cuda-version, the global `version`, and the `cuda` line of
 * .tool-versions. They are data, never code; cuda-version(5) tells their format.
 */
#pragma once

#include "core/str.h"

#define VERSION_FILE ".cuda-version"
#define TOOL_VERSIONS_FILE ".tool-versions"
enum { VERSION_FILE_MAX = 4096, TOOL_VERSIONS_MAX = 64 * 1024 };

struct versionfile {
	int error; /* 0, -ENOENT, or why it could not be read, as a negative errno */
	struct strv specs; /* the valid ones, in order */
	struct strv notes; /* one line each: what was ignored, with file and line */
};

/* `path` is a .cuda-version or global version file. -EILSEQ: it has a NUL byte. */
struct versionfile versionfile_read(struct arena *arena, const char *path);
/* A .tool-versions; without a valid `cuda` line error is -ENOENT. */
struct versionfile versionfile_read_tools(struct arena *arena, const char *path);

/* The same from text; `file` is for the notes. For the readers above and the fuzzer. */
struct versionfile versionfile_parse(
	struct arena *arena, const char *file, const char *text, size_t len);
struct versionfile versionfile_parse_tools(
	struct arena *arena, const char *file, const char *text, size_t len);

enum replace {
	REPLACE_FIRST, /* `specs` stand in place of the first spec; the others stay */
	REPLACE_ALL,   /* and the others go */
};

/* The content of a version file with `specs` in it. Comments and the rest of the text
 * stay as they are. `old` may be "". */
char *versionfile_edit(struct arena *arena, const char *old, const struct strv *specs,
	enum replace replace);
/* Writes that, at once; a link at `path` is followed. 0 or a negative errno: -EFBIG when
 * what is there is too large to be one, -E2BIG when it would become so. */
_must_check_ int versionfile_write(struct arena *arena, const char *path,
	const struct strv *specs, enum replace replace);

/* Why a file of at most `max` bytes was refused, for the user: "is a directory", "is
 * larger than 4096 bytes", "cannot be read: Permission denied". */
const char *versionfile_problem(struct arena *arena, int error, size_t max);
