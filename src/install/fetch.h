/* SPDX-License-Identifier: MIT
 * Downloads: several at once, resumed where they stopped, tried again where that may
 * help, bounded in size. An archive is hashed as it arrives, and gets its name only when
 * size and SHA-256 are right.
 */
#pragma once

#include "store.h"

#include <curl/curl.h>

enum fetch_state {
	FETCH_WAITING, /* for its turn, or until it is tried again */
	FETCH_RUNNING,
	FETCH_DONE,
	FETCH_FAILED, /* `problem` says why */
};

struct transfer {
	/* set by the caller: */
	const char *url;
	const struct package *package; /* NULL: a page, whose text is kept in `text` */
	const char *whole;	       /* where the archive shall stand */
	size_t most;		       /* bytes, for a page */
	/* told by fetch: */
	enum fetch_state state;
	const char *problem; /* one line */
	long status;	     /* of HTTP; 0 when there was none */
	int fd;		     /* of a finished archive, still open; the caller closes it */
	long long have;	     /* bytes */
	long long fetched;   /* of these, got in this run */
	struct str text;
	/* its own: */
	CURL *curl;
	struct part part;
	int failures;	    /* one after the other, without a byte between them */
	long long at_start; /* bytes when this attempt began */
	double again_at;    /* seconds of the monotonic clock */
	bool opened, fresh, permanent;
	char error[CURL_ERROR_SIZE];
	struct arena *arena;
	struct transfer *next;
};

struct fetch {
	/* set by the caller: */
	const char *mirror;	      /* https only, unless this names http */
	const char *user, *password;  /* for the mirror's host alone; or NULL */
	const char *ca_file, *ca_dir; /* instead of the usual ones; or NULL */
	int jobs;		      /* downloads at once */
	/* its own: */
	CURLM *multi;
	struct arena *arena;
	struct transfer *first, **end; /* in the order of their being asked for */
	int running;
	double began; /* seconds of the monotonic clock; 0 before the first step */
};

/* 0 or a negative errno. */
_must_check_ int fetch_open(struct fetch *fetch, struct arena *arena);
void fetch_add(struct fetch *fetch, struct transfer *transfer);
/* Goes on for up to `wait_ms`, or until something happens on one of the descriptors. */
void fetch_step(
	struct fetch *fetch, struct curl_waitfd *also, unsigned n_also, int wait_ms);
/* Stops all; what has arrived stays in the ".part" files. */
void fetch_close(struct fetch *fetch);

double monotonic_now(void);
