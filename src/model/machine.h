/* SPDX-License-Identifier: MIT
 * The machine looked at: the running one, or a mounted image under a directory
 * (--sysroot).
 *
 * Paths given and returned here are paths *of that machine* ("/usr/local/cuda"). Under a
 * sysroot every link on the way, absolute ones too, is followed inside it and never leads
 * out; machine_host() gives the path by which this process reaches a file of it.
 */
#pragma once

#include "core/file.h"
#include "core/str.h"

#include <sys/stat.h>

struct machine {
	const char *root; /* "" for the running machine, else absolute, without links or
			     end "/" */
	struct arena *arena;
	/* Where someone keeps them: every path that is looked at, and those whose
	 * content is read; NULL. */
	struct strv *seen, *read;
};

/* `sysroot` is NULL, "" or "/" for the running machine. 0, or a negative errno. */
_must_check_ int machine_init(
	struct machine *machine, struct arena *arena, const char *sysroot);
bool machine_is_foreign(const struct machine *machine);

/* The path without links, or NULL with errno. ".." stops at the root. */
char *machine_real(const struct machine *machine, const char *path);
/* The path by which this process reaches it; under a sysroot without links. NULL: errno.
 */
char *machine_host(const struct machine *machine, const char *path);
/* The same, but a link at the end is not followed. */
char *machine_host_nofollow(const struct machine *machine, const char *path);

/* Opens a directory, under a sysroot with openat2(2)'s RESOLVE_IN_ROOT where the kernel
 * has it: no link that changes meanwhile leads out. The descriptor, or a negative errno.
 */
_must_check_ int machine_open_dir(const struct machine *machine, const char *path);

/* 0 or a negative errno. */
_must_check_ int machine_stat(
	const struct machine *machine, const char *path, struct stat *st);
_must_check_ int machine_lstat(
	const struct machine *machine, const char *path, struct stat *st);
_must_check_ int machine_read_head(
	const struct machine *machine, const char *path, size_t max, struct text *text);
bool machine_is_dir(const struct machine *machine, const char *path);
bool machine_is_file(const struct machine *machine, const char *path);
/* Where the link `path` leads in one step, as it is written there; NULL for no link. */
char *machine_readlink(const struct machine *machine, const char *path);
/* The names in a directory, sorted by their bytes, without "." and ".."; empty on errors.
 */
struct strv machine_list(const struct machine *machine, const char *path);
/* All below `dir` (taken as it is; "" for the root) that match a pattern with *, ?, [...]
 * in any component, in sorted order. */
struct strv machine_glob(
	const struct machine *machine, const char *dir, const char *pattern);
