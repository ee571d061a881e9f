/* SPDX-License-Identifier: MIT
 * Downloads: several in parallel, resumed where they were interrupted, retried where that
 * may help, bounded in size, time and number of attempts. An archive is hashed as it
 * arrives; it gets its final name only if its size and SHA-256 are right.
 *
 * Every way in which a server can fail is bounded: an attempt counts as progress only if
 * it gets beyond all attempts before it, there is a pause before each retry, and a
 * transfer from which no byte arrives for FETCH_SILENCE seconds fails.
 */
#pragma once

#include "store.h"

#include <curl/curl.h>

enum {
	FETCH_SILENCE = 45,	  /* seconds without a byte until a transfer fails */
	FETCH_SILENCE_NOTICE = 3, /* seconds without a byte until the user hears of it */
};

enum fetch_state {
	FETCH_WAITING, /* for its turn, or for the next attempt */
	FETCH_RUNNING,
	FETCH_DONE,
	FETCH_FAILED, /* `problem` says why */
};

struct transfer {
	/* set by the caller: */
	const char *url;
	const struct package *package; /* NULL for a page, which is stored in `text` */
	const char *whole;	       /* the path of the complete archive */
	size_t max;		       /* bytes of a page, at most */
	const char *accept;	       /* media types of a page; NULL: any */
	bool head;		       /* only the header of the response */
	/* results: */
	enum fetch_state state;
	const char *problem; /* one line, without credentials */
	long status;	     /* of HTTP; 0 if there was none */
	int fd;		     /* of a complete archive, still open; the caller closes it */
	long long have;	     /* bytes */
	long long fetched;   /* bytes received in this run */
	struct str text;
	const char *base;    /* the address of a page after redirects */
	long long announced; /* the length of a page that the server states; or -1 */
	/* private: */
	CURL *curl;
	struct part part;
	long long best;	  /* the most bytes that any attempt reached */
	int failures;	  /* consecutive attempts that did not get beyond `best` */
	int attempts;	  /* all of them */
	int restarts;	  /* how often the server made it start from the first byte */
	double heard_at;  /* when the last byte arrived; seconds of the monotonic clock */
	double again_at;  /* when it may start; the same clock */
	long long offset; /* of the first byte of the response; -1 if it does not say */
	bool opened, fresh, joined, last_chance;
	char error[CURL_ERROR_SIZE];
	struct curl_slist *headers;
	struct arena *arena;
	struct transfer *next;
};

struct fetch {
	/* set by the caller: */
	const char *origin;	      /* https only, unless this is an http address */
	const char *user, *password;  /* sent only to the host of `origin`; or NULL */
	const char *netrc;	      /* a file with users and passwords; or NULL */
	const char *ca_file, *ca_dir; /* instead of the default ones; or NULL */
	int jobs;		      /* parallel downloads */
	/* private: */
	CURLM *multi;
	struct arena *arena;
	struct transfer *first, **end; /* in the order of fetch_add() */
	int running;
	double began; /* seconds of the monotonic clock; 0 before the first step */
};

/* Returns 0 or a negative errno. */
_must_check_ int fetch_open(struct fetch *fetch, struct arena *arena);
void fetch_add(struct fetch *fetch, struct transfer *transfer);
/* Works for up to `wait_ms`, or until something happens on one of the descriptors. */
void fetch_step(
	struct fetch *fetch, struct curl_waitfd *also, unsigned n_also, int wait_ms);
/* If a server has been silent for FETCH_SILENCE_NOTICE seconds or more, returns a line
 * that names it, with the time left until its transfer fails; otherwise NULL. */
const char *fetch_silence(const struct fetch *fetch, struct arena *arena);
/* Stops all transfers; the bytes received so far stay in the ".part" files. */
void fetch_close(struct fetch *fetch);
