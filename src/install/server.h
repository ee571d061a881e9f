/* SPDX-License-Identifier: MIT
 * The source of NVIDIA's redistributable archives: a server, a local mirror, or only the
 * cache. For a product P, the mirror M has M/P/redist/redistrib_<release>.json and, next to
 * it, the archives.
 */
#pragma once

#include "source.h"

struct server {
	struct source source;
	const char *mirror; /* a URL without "/" at its end, or NULL */
	const char *local;  /* a directory with a mirror's layout, or NULL */
	const char *flat;   /* a directory that contains manifests, or NULL */
};

/* `from` is NULL, a directory or a manifest. Prints what is wrong. */
_must_check_ enum status server_open(struct server *server, struct session *session,
	const char *from, bool offline, int jobs);

extern const struct source_kind server_kind;
