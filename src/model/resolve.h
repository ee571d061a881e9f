/* SPDX-License-Identifier: MIT
 * From a spec to the toolkit that it means, first match wins: reserved words, aliases,
 * the exact name, the exact version, the newest that starts so (contract in
 * cuda-version(5)).
 */
#pragma once

#include "registry.h"

enum resolved {
	RESOLVED_TOOLKIT,
	RESOLVED_SYSTEM,
	RESOLVED_MISSING,
	RESOLVED_ALIAS_LOOP, /* an alias that leads back to itself */
};

struct resolution {
	enum resolved result;
	const char *raw;	 /* the spec as it was written */
	struct toolkit *toolkit; /* for RESOLVED_TOOLKIT */
	const char *note;	 /* one line that the user should know, or NULL */
};

struct resolution resolve(struct registry *registry, const char *raw);

/* "12.4" for a toolkit, "system", or the spec itself when it is missing. */
const char *resolution_name(const struct resolution *resolution);

/* The newest toolkit whose version starts with `prefix` (NULL: any), or NULL. */
struct toolkit *resolve_newest(struct registry *registry, const struct version *prefix);

/* Of what is here, the one nearest to a version that is not; NULL when there is none. */
struct toolkit *resolve_nearest(struct registry *registry, const char *raw);
