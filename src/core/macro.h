/* SPDX-License-Identifier: MIT
 * Macros that every file uses: attributes for checks by the compiler, and cleanup at the
 * end of a scope.
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define _must_check_ __attribute__((warn_unused_result))
#define _noreturn_ __attribute__((noreturn))
#define _cleanup_(f) __attribute__((cleanup(f)))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static inline bool streq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Returns the part of `s` after `prefix`, or NULL if `s` does not start with it. */
static inline const char *skip_prefix(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

/* Returns true for "." and "..", which readdir(3) returns too. */
static inline bool is_dots(const char *name)
{
	return streq(name, ".") || streq(name, "..");
}

static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static inline void close_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* The variable declared with one of these is closed when it goes out of scope. */
#define _cleanup_close_ _cleanup_(close_fd)
#define _cleanup_closedir_ _cleanup_(close_dir)
#define _cleanup_fclose_ _cleanup_(close_file)
