/* SPDX-License-Identifier: MIT
 * Where manifests and archives come from: a server, a local mirror, or the cache alone.
 * For a product P the mirror M has M/P/redist/redistrib_<release>.json and the archives
 * beside.
 */
#pragma once

#include "app.h"
#include "fetch.h"
#include "release.h"

struct server {
	struct session *app;
	struct fetch fetch;
	struct store store;
	const char *mirror;   /* a URL without "/" at its end; NULL: there is none */
	const char *shown;    /* the configured one, without its password */
	const char *local;    /* a directory with the mirror's layout; NULL */
	const char *flat;     /* a directory with manifests in it; NULL */
	const char *manifest; /* one manifest file, the only one; NULL */
	bool offline;
	bool unreachable; /* it did not reply at all, and is not contacted again */
};

/* `from` is NULL, a directory or a manifest file. Says what is wrong; 0 or an exit code.
 */
_must_check_ int server_open(struct server *server, struct session *app, const char *from,
	bool offline, int jobs);
void server_close(struct server *server);

/* The releases that the product has, oldest first; `complete` becomes false when they come
 * from the table shipped with cudaenv, since the server's list could not be had. */
struct strv server_releases(struct server *server, const char *product, bool *complete);
/* One manifest. Says what is wrong; 0 or an exit code. */
_must_check_ int server_manifest(struct server *server, const char *product,
	const char *release, const char *platform, struct manifest *manifest);
/* The archive as a local file, or NULL. */
const char *server_file(const struct server *server, const struct package *package);
/* Its address, or NULL when there is no mirror. */
const char *server_url(const struct server *server, const struct package *package);
