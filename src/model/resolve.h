/* SPDX-License-Identifier: MIT
 * Resolving a spec to a toolkit. The first match wins: reserved words, aliases, the exact
 * name, the exact version, the newest version with this prefix (cuda-version(5)).
 */
#pragma once

#include "registry.h"

enum resolved {
	RESOLVED_TOOLKIT,
	RESOLVED_SYSTEM,
	RESOLVED_MISSING,
	RESOLVED_ALIAS_LOOP, /* an alias that refers to itself */
	RESOLVED_UNTRUSTED,  /* another user can change the toolkit */
};

struct resolution {
	enum resolved result;
	const char *raw;	   /* the spec as written */
	const char *spec;	   /* what it means: the end of a chain of aliases */
	struct toolkit *toolkit;   /* for RESOLVED_TOOLKIT */
	const char *note;	   /* a line for the user, or NULL; why it is untrusted */
	struct toolkit *untrusted; /* for RESOLVED_UNTRUSTED */
};

/* Resolves the spec `raw`, which is valid. */
struct resolution resolve(struct registry *registry, const char *raw);

/* Returns why the toolkit is not trusted (ownership.h), or NULL. A toolkit below a
 * directory of [paths] trust always is. */
const char *resolve_distrust(
	const struct registry *registry, const struct toolkit *toolkit);

/* Returns the toolkit's name ("12.4"), or "system", or the spec if it is missing. */
const char *resolution_name(const struct resolution *resolution);

/* Returns the newest toolkit whose version starts with `prefix` (NULL: any), or NULL. A
 * toolkit with nvcc is preferred. */
struct toolkit *resolve_newest(struct registry *registry, const struct version *prefix);

/* Returns the installed toolkit with the version closest to that of the spec `raw`, or
 * NULL if there is none or the spec is not a version. */
struct toolkit *resolve_nearest(struct registry *registry, const char *raw);
