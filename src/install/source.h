/* SPDX-License-Identifier: MIT
 * A source: where the packages of a toolkit come from. NVIDIA's redistributable archives
 * (server.h) and Python wheels (wheels.h) are sources. A source turns a release into a
 * manifest and a package into a file or an address. Everything after that is the same for
 * all sources.
 *
 * A source has a client: it fetches pages and files, and keeps them in the store.
 */
#pragma once

#include "subcommand.h"
#include "fetch.h"
#include "release.h"

#include "model/version.h"

enum { PAGE_MAX = 8 * 1024 * 1024 }; /* bytes of a list of releases or files */

struct source;

struct source_kind {
	const char *name; /* in the record of a toolkit: "redist" */
	/* The packages are Python wheels, which the worker unpacks as such. */
	bool wheels;
	/* The first release that contains a toolkit; prints what to do for an older one. */
	struct version floor;
	void (*complain_older)(struct source *source, const char *spec);
	/* Returns the releases of the product, oldest first. Sets `complete` to false if the
	 * list cannot be fetched, and these are only those that are known. */
	struct strv (*releases)(
		struct source *source, const char *product, bool *complete);
	/* Reads the manifest of a release. Prints what is wrong. */
	enum status (*manifest)(struct source *source, const char *product,
		const char *release, const char *platform, struct manifest *manifest);
	/* Completes the packages of a manifest that will be installed: path, digest, size.
	 * NULL if they are complete. Prints what is wrong. */
	enum status (*complete)(
		struct source *source, struct package **packages, size_t n);
	/* Returns a package as a local file, or NULL. */
	const char *(*file)(const struct source *source, const struct package *package);
	/* Returns its address, or NULL if it can only be a file. */
	const char *(*url)(const struct source *source, const struct package *package);
};

struct source {
	const struct source_kind *kind;
	struct session *session;
	struct fetch fetch;
	struct store store;
	const char *shown; /* for messages, without a password */
	const char *only;  /* the only manifest, a file; or NULL */
	bool remote;	   /* there is a server */
	bool by_name;	   /* a release is found by its name, without a list */
	bool offline;
	bool unreachable; /* it did not reply at all, and is not contacted again */
};

/* A page to fetch. */
struct page {
	/* set by the caller: */
	const char *url;
	const char *accept; /* media types; NULL: any */
	size_t max;	    /* bytes */
	bool head;	    /* only its length */
	/* results: */
	const char *problem; /* NULL: it is in `text` */
	struct str text;
	long status;	  /* of HTTP; 0 if there was none */
	long long length; /* as the server states it; -1 if it does not */
	const char *base; /* its address after redirects */
};

/* Starts the client; the caller has set what fetch.h needs. Prints what is wrong. */
_must_check_ enum status source_open(struct source *source, int jobs);
/* It may not be open. */
void source_close(struct source *source);
/* Fetches pages, several in parallel. A silent server is named: on a terminal in a line
 * that counts down, elsewhere once. */
void source_fetch(struct source *source, struct page *pages, size_t n);
/* Stores a page, for --offline. */
void source_keep(struct source *source, const char *url, const char *text, size_t len);
/* Reads a stored page. Returns false if there is none. */
bool source_kept(struct source *source, const char *url, size_t max, struct text *text);
