/* SPDX-License-Identifier: MIT
 * METADATA of a wheel: the projects that it requires, of which cuda-toolkit's pins the
 * versions of a release. Pure functions. The format is that of mail headers:
 * https://packaging.python.org/en/latest/specifications/core-metadata/ and, for a
 * requirement, https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
#pragma once

#include "core/str.h"

struct requirement {
	const char *project; /* normalized */
	const char
		*version; /* the prefix of its version, "13.0.88"; "" if there is none */
};

struct metadata {
	const char *project; /* normalized */
	const char *version;
	struct requirement *requirements; /* on Linux, of all extras, each once */
	size_t n;
};

enum { METADATA_MAX = 1024 * 1024 }; /* bytes */

/* Reads what applies to Linux on `machine`, "x86_64". Returns 0, or -EINVAL with *problem. */
_must_check_ int metadata_parse(struct arena *arena, const char *text, size_t len,
	const char *machine, struct metadata *metadata, const char **problem);
