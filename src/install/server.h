/* SPDX-License-Identifier: MIT
 * The source of manifests and archives: a server, a local mirror, or only the cache. For a
 * product P, the mirror M has M/P/redist/redistrib_<release>.json and, next to it, the
 * archives.
 */
#pragma once

#include "subcommand.h"
#include "fetch.h"
#include "release.h"

struct server {
	struct session *session;
	struct fetch fetch;
	struct store store;
	const char *mirror;   /* a URL without "/" at its end, or NULL */
	const char *shown;    /* the configured mirror, without its password */
	const char *local;    /* a directory with a mirror's layout, or NULL */
	const char *flat;     /* a directory that contains manifests, or NULL */
	const char *manifest; /* the only manifest, or NULL */
	bool offline;
	bool unreachable; /* it did not reply at all, and is not contacted again */
};

/* `from` is NULL, a directory or a manifest. Prints what is wrong. */
_must_check_ enum status server_open(struct server *server, struct session *session,
	const char *from, bool offline, int jobs);
void server_close(struct server *server);

/* Returns the releases of the product, oldest first. Sets `complete` to false if the
 * server's list cannot be fetched, and they come from cudaenv's own table. */
struct strv server_releases(struct server *server, const char *product, bool *complete);
/* Reads one manifest. Prints what is wrong. */
_must_check_ enum status server_manifest(struct server *server, const char *product,
	const char *release, const char *platform, struct manifest *manifest);
/* Returns the archive as a local file, or NULL. */
const char *server_file(const struct server *server, const struct package *package);
/* Returns its address, or NULL if there is no mirror. */
const char *server_url(const struct server *server, const struct package *package);
