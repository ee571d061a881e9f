/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fetch.h"

#include "address.h"
#include "core/clock.h"
#include "core/file.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>

#define FAILURES_MAX 4 /* consecutive attempts without progress */
#define PAGE_FAILURES_MAX 2
#define RESTARTS_MAX 3
#define ATTEMPTS_BASE 50	       /* and one more for each ... */
#define BYTES_PER_ATTEMPT (64LL << 10) /* ... of these */
#define PROGRESS_MIN 1024	       /* bytes beyond the best attempt so far */
#define BACKOFF_FIRST 0.25	       /* seconds; doubled each time */
#define RETRY_AFTER_MAX 20	       /* seconds, even if the server asks for more */
#define RAMP_SECONDS 0.15
#define STALL_SECONDS 15L
#define SPEED_MIN 1000L /* bytes per second, over STALL_SECONDS */
#define CONNECT_SECONDS 15L
#define REDIRECTS_MAX 5L

int fetch_open(struct fetch *fetch, struct arena *arena)
{
	fetch->arena = arena;
	fetch->first = NULL;
	fetch->running = 0;
	fetch->end = &fetch->first;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return -ENOSYS;
	fetch->multi = curl_multi_init();
	return fetch->multi ? 0 : -ENOMEM;
}

void fetch_add(struct fetch *fetch, struct transfer *transfer)
{
	fetch->began = 0;
	transfer->arena = fetch->arena;
	transfer->state = FETCH_WAITING;
	transfer->fd = -1;
	transfer->part.fd = -1;
	transfer->text = str_new(fetch->arena);
	*fetch->end = transfer;
	fetch->end = &transfer->next;
}

/* --- receiving --------------------------------------------------------------------- */

/* Ends the transfer, for a reason that no retry can change. */
static size_t refuse(struct transfer *transfer, const char *why)
{
	transfer->problem = why;
	return 0;
}

static size_t take_page(struct transfer *transfer, const char *p, size_t n)
{
	if (transfer->text.len + n > transfer->max)
		return refuse(transfer, "the reply is too large");
	str_addn(&transfer->text, p, n);
	transfer->have = (long long)transfer->text.len;
	return n;
}

/* Drops the bytes so far. False if the file in the cache cannot be emptied. */
static bool restart(struct transfer *transfer)
{
	transfer->have = 0;
	transfer->joined = false;
	return part_restart(&transfer->part) == 0;
}

/* Checks the start of a response: is it the requested part of the archive? Returns false
 * without a `problem` if it is another range; the transfer then starts again. */
static bool response_fits(struct transfer *transfer)
{
	const struct package *package = transfer->package;
	bool resumed = transfer->part.have > 0;
	curl_off_t length = -1;
	const char *type = NULL;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &transfer->status);
	curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (type && strncasecmp(type, "text/html", 9) == 0)
		return refuse(
			transfer, "the server sent a web page instead of the archive");
	/* A server that ignores ranges sends the complete file, from the start. */
	if (transfer->status == 200 && resumed) {
		transfer->restarts++;
		if (!restart(transfer))
			return refuse(
				transfer, "its file in the cache cannot be emptied");
	}
	if (transfer->status == 206 && transfer->offset >= 0 &&
		transfer->offset != transfer->part.have) {
		transfer->restarts++;
		if (!restart(transfer))
			return refuse(
				transfer, "its file in the cache cannot be emptied");
		return false;
	}
	transfer->joined = transfer->part.have > 0;
	if (length >= 0 && transfer->status &&
		length != package->size - transfer->part.have)
		return refuse(transfer,
			arena_printf(transfer->arena,
				"expected %lld bytes, the server has %lld", package->size,
				(long long)length + transfer->part.have));
	return true;
}

static size_t take_chunk(struct transfer *transfer, const char *p, size_t n)
{
	int r;

	if (transfer->fresh) {
		transfer->fresh = false;
		if (!response_fits(transfer))
			return 0;
	}
	if (transfer->part.have + (long long)n > transfer->package->size)
		return refuse(transfer,
			arena_printf(transfer->arena,
				"the server sends more than the expected %lld bytes",
				transfer->package->size));
	r = part_add(&transfer->part, p, n);
	if (r < 0)
		return refuse(
			transfer, arena_printf(transfer->arena, "cannot write %s: %s",
					  transfer->part.path, strerror(-r)));
	transfer->have = transfer->part.have;
	transfer->fetched += (long long)n;
	return n;
}

static size_t take(char *p, size_t size, size_t n, void *user)
{
	struct transfer *transfer = user;

	transfer->heard_at = clock_now();
	return transfer->package ? take_chunk(transfer, p, size * n)
				 : take_page(transfer, p, size * n);
}

/* Reads "Content-Range: bytes 1000-1999/2000" (RFC 9110, section 14.4). */
static size_t take_header(char *p, size_t size, size_t n, void *user)
{
	static const char name[] = "content-range: bytes ";
	struct transfer *transfer = user;
	char value[24] = "";
	size_t skip = sizeof(name) - 1;

	if (size * n > skip && strncasecmp(p, name, skip) == 0) {
		size_t left = size * n - skip;

		memcpy(value, p + skip, left < sizeof(value) ? left : sizeof(value) - 1);
		transfer->offset = strtoll(value, NULL, 10);
	}
	return size * n;
}

/* --- one attempt ------------------------------------------------------------------- */

/* Plain http is allowed, for redirects too, only if the mirror's own address is http. */
static void allow_schemes(CURL *curl, const char *mirror)
{
	bool http = skip_prefix(mirror, "http://");

#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, http ? "https,http" : "https");
	curl_easy_setopt(
		curl, CURLOPT_REDIR_PROTOCOLS_STR, http ? "https,http" : "https");
#else
	curl_easy_setopt(
		curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTPS | (http ? CURLPROTO_HTTP : 0));
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS,
		CURLPROTO_HTTPS | (http ? CURLPROTO_HTTP : 0));
#endif
}

static void set_limits(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, SPEED_MIN);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 128L * 1024);
	/* HTTP/2 would put all transfers on one connection, where the slowest delays the
	 * others. */
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

/* Two addresses with the same scheme, host and port. */
static bool same_host(const char *a, const char *b)
{
	const char *host = strstr(a, "://");
	size_t n = host ? (size_t)(host - a) + 3 : 0;

	n += host ? strcspn(host + 3, "/?#") : 0;
	return host && strncasecmp(a, b, n) == 0 && (!b[n] || strchr("/?#", b[n]));
}

static CURL *request(struct fetch *fetch, struct transfer *transfer)
{
	CURL *curl = curl_easy_init();

	if (!curl)
		return NULL;
	allow_schemes(curl, fetch->origin);
	set_limits(curl);
	curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "cudaenv/" PACKAGE_VERSION);
	if (transfer->accept)
		transfer->headers = curl_slist_append(NULL,
			arena_printf(transfer->arena, "Accept: %s", transfer->accept));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(curl, CURLOPT_NOBODY, transfer->head ? 1L : 0L);
	if (fetch->netrc) {
		curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
		curl_easy_setopt(curl, CURLOPT_NETRC_FILE, fetch->netrc);
	}
	if (fetch->user && same_host(fetch->origin, transfer->url)) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, fetch->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, fetch->password);
	}
	if (fetch->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, fetch->ca_file);
	if (fetch->ca_dir)
		curl_easy_setopt(curl, CURLOPT_CAPATH, fetch->ca_dir);
	/* Not RESUME_FROM: it ends the transfer if a server ignores ranges. */
	if (transfer->package && transfer->part.have)
		curl_easy_setopt(curl, CURLOPT_RANGE,
			arena_printf(transfer->arena, "%lld-", transfer->part.have));
	return curl;
}

static void fail(struct transfer *transfer, const char *problem)
{
	transfer->state = FETCH_FAILED;
	transfer->problem = problem;
	part_close(&transfer->part, false);
}

/* Waits longer after each failure in a row, and as long as the server asks (RFC 9110,
 * section 10.2.3), within limits. */
static void retry_later(struct transfer *transfer, curl_off_t retry_after)
{
	double wait = BACKOFF_FIRST;

	for (int i = 1; i < transfer->failures; i++)
		wait *= 2;
	if (retry_after > RETRY_AFTER_MAX)
		retry_after = RETRY_AFTER_MAX;
	if (wait < (double)retry_after)
		wait = (double)retry_after;
	transfer->again_at = clock_now() + wait;
	transfer->state = FETCH_WAITING;
}

/* Compares the SHA-256 of a complete archive, and gives it its name. */
static void settle(struct transfer *transfer)
{
	char found[DIGEST_HEX + 1];
	int fd;

	digest_end(transfer->part.digest, found);
	if (!streq(found, transfer->package->sha256)) {
		/* Bytes of an earlier run or attempt may be at fault: once more, from the
		 * start. */
		if (transfer->joined && !transfer->last_chance && restart(transfer)) {
			transfer->last_chance = true;
			transfer->state = FETCH_WAITING;
			return;
		}
		transfer->state = FETCH_FAILED;
		transfer->problem = arena_printf(transfer->arena,
			"SHA-256 mismatch: expected %s, found %s",
			transfer->package->sha256, found);
		part_close(&transfer->part, true);
		return;
	}
	fd = part_publish(&transfer->part);
	if (fd < 0) {
		fail(transfer, arena_printf(transfer->arena, "cannot rename to %s: %s",
				       transfer->whole, strerror(-fd)));
		return;
	}
	transfer->fd = fd;
	transfer->state = FETCH_DONE;
}

/* Opens the ".part" file. False if there is nothing to request now. */
static bool prepare(struct transfer *transfer)
{
	int r;

	if (!transfer->package || transfer->opened)
		return true;
	r = part_open(&transfer->part, transfer->whole, transfer->package->size,
		transfer->arena);
	if (r == -EEXIST) {
		transfer->fd = file_open_regular(AT_FDCWD, transfer->whole);
		transfer->state = transfer->fd < 0 ? FETCH_FAILED : FETCH_DONE;
		transfer->problem = "its file in the cache cannot be read";
		transfer->have = transfer->package->size;
		return false;
	}
	if (r == -EWOULDBLOCK) { /* another install downloads the same archive */
		transfer->again_at = clock_now() + 0.2;
		return false;
	}
	if (r < 0) {
		fail(transfer, arena_printf(transfer->arena, "cannot write %s: %s",
				       transfer->part.path, strerror(-r)));
		return false;
	}
	transfer->opened = true;
	transfer->have = transfer->best = transfer->part.have;
	transfer->joined = transfer->have > 0;
	if (transfer->have == transfer->package->size) {
		settle(transfer);
		return transfer->state == FETCH_WAITING;
	}
	return true;
}

static void start(struct fetch *fetch, struct transfer *transfer)
{
	if (!prepare(transfer))
		return;
	if (!transfer->package)
		transfer->text.len = 0;
	if (!transfer->attempts++)
		transfer->heard_at = clock_now();
	transfer->fresh = true;
	transfer->problem = NULL;
	transfer->status = 0;
	transfer->offset = -1;
	transfer->error[0] = '\0';
	transfer->curl = request(fetch, transfer);
	if (!transfer->curl ||
		curl_multi_add_handle(fetch->multi, transfer->curl) != CURLM_OK) {
		fail(transfer, "cannot start the download");
		return;
	}
	transfer->state = FETCH_RUNNING;
	fetch->running++;
}

/* --- the end of an attempt --------------------------------------------------------- */

/* Could the same request succeed a moment later? */
static bool may_pass(CURLcode code, long status)
{
	switch (code) {
	case CURLE_HTTP_RETURNED_ERROR:
		return status >= 500 || status == 408 || status == 429;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

/* libcurl's own text is more precise, but if it mentions a proxy it may contain the proxy's
 * address with the password, truncated at any byte. */
static const char *library_text(const struct transfer *transfer, CURLcode code)
{
	const char *text = transfer->error;

	if (strcasestr(text, "proxy"))
		return arena_printf(transfer->arena,
			"%s (a proxy is set in the environment)",
			curl_easy_strerror(code));
	if (!*text || strchr(text, '@') || strstr(text, "://"))
		return curl_easy_strerror(code);
	return arena_dup(transfer->arena, text);
}

static const char *describe(const struct transfer *transfer, CURLcode code)
{
	if (transfer->problem)
		return transfer->problem;
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return arena_printf(transfer->arena, "the server returned status %ld%s",
			transfer->status,
			transfer->status == 404	  ? " (not found)"
			: transfer->status == 401 ? " (user and password required)"
						  : "");
	if (code == CURLE_PARTIAL_FILE)
		return "the server ends its replies too early";
	if (code == CURLE_UNSUPPORTED_PROTOCOL)
		return strstr(transfer->error, "HTTP/0.9")
			       ? "the server does not speak HTTP"
			       : "refused: the server points to an address that is not https";
	if (code == CURLE_OPERATION_TIMEDOUT && transfer->have)
		return arena_printf(transfer->arena,
			"too slow: less than %ld bytes per second", SPEED_MIN);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return "the server does not reply";
	return library_text(transfer, code);
}

/* May this transfer be tried again? Every way to fail has a bound. */
static bool attempts_left(struct transfer *transfer)
{
	return transfer->failures <=
		       (transfer->package ? FAILURES_MAX : PAGE_FAILURES_MAX) &&
	       transfer->restarts <= RESTARTS_MAX &&
	       transfer->attempts <= ATTEMPTS_BASE + transfer->best / BYTES_PER_ATTEMPT;
}

static void close_request(struct fetch *fetch, struct transfer *transfer)
{
	curl_multi_remove_handle(fetch->multi, transfer->curl);
	curl_easy_cleanup(transfer->curl);
	curl_slist_free_all(transfer->headers);
	transfer->curl = NULL;
	transfer->headers = NULL;
	fetch->running--;
}

static void describe_page(struct transfer *transfer)
{
	const char *base = NULL;
	curl_off_t length = -1;

	curl_easy_getinfo(transfer->curl, CURLINFO_EFFECTIVE_URL, &base);
	curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	transfer->base = base ? arena_dup(transfer->arena, base) : NULL;
	transfer->announced = length;
}

static void finished(struct fetch *fetch, struct transfer *transfer, CURLcode code)
{
	bool moved = transfer->have >= transfer->best + PROGRESS_MIN;
	bool ends_early = code == CURLE_OK && transfer->package &&
			  transfer->have < transfer->package->size;
	/* response_fits() found another range. */
	bool again = code == CURLE_WRITE_ERROR && !transfer->problem;
	curl_off_t retry_after = 0;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &transfer->status);
	curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &retry_after);
	if (!transfer->package)
		describe_page(transfer);
	close_request(fetch, transfer);
	if (transfer->status)
		transfer->heard_at = clock_now();
	if (code == CURLE_OK && !ends_early) {
		if (transfer->package)
			settle(transfer);
		else
			transfer->state = FETCH_DONE;
		return;
	}
	transfer->failures = moved ? 1 : transfer->failures + 1;
	if (transfer->have > transfer->best)
		transfer->best = transfer->have;
	if (transfer->package && transfer->status == 416)
		transfer->problem = arena_printf(transfer->arena,
			"expected %lld bytes, the server has %lld",
			transfer->package->size, transfer->have);
	else if ((ends_early || again || may_pass(code, transfer->status)) &&
		 !transfer->problem && attempts_left(transfer)) {
		retry_later(transfer, retry_after);
		return;
	}
	fail(transfer,
		again ? "the server sends another range than requested"
		      : describe(transfer, ends_early ? CURLE_PARTIAL_FILE : code));
}

/* Seconds since the last byte; 0 if the transfer is not in progress. */
static double silence(const struct transfer *transfer, double now)
{
	bool active = transfer->state == FETCH_RUNNING ||
		      (transfer->state == FETCH_WAITING && transfer->attempts);

	return active ? now - transfer->heard_at : 0;
}

static void give_up_silent(struct fetch *fetch, double now)
{
	for (struct transfer *t = fetch->first; t; t = t->next) {
		if (silence(t, now) < FETCH_SILENCE)
			continue;
		if (t->curl)
			close_request(fetch, t);
		fail(t, arena_printf(t->arena, "no reply for %d seconds", FETCH_SILENCE));
	}
}

const char *fetch_silence(const struct fetch *fetch, struct arena *arena)
{
	double now = clock_now();

	for (const struct transfer *t = fetch->first; t; t = t->next) {
		double quiet = silence(t, now);
		const char *host;

		if (quiet < FETCH_SILENCE_NOTICE)
			continue;
		host = strstr(address_shown(arena, t->url), "://");
		if (!host)
			continue;
		host += strlen("://");
		if (t->state == FETCH_WAITING && t->status)
			return arena_printf(arena,
				"%.*s returned status %ld, next attempt in %d s",
				(int)strcspn(host, "/"), host, t->status,
				(int)(t->again_at - now) + 1);
		return arena_printf(arena,
			"no reply from %.*s for %d s, giving up in %d s",
			(int)strcspn(host, "/"), host, (int)quiet,
			FETCH_SILENCE - (int)quiet);
	}
	return NULL;
}

/* One transfer at first, and one more every moment: on a fast line the first, which is the
 * largest, is complete and being unpacked before the others take their share; on a slow
 * line it does not matter. */
static int allowed(struct fetch *fetch, double now)
{
	int n;

	if (fetch->began == 0)
		fetch->began = now;
	n = 1 + (int)((now - fetch->began) / RAMP_SECONDS);
	return n < fetch->jobs ? n : fetch->jobs;
}

void fetch_step(
	struct fetch *fetch, struct curl_waitfd *also, unsigned n_also, int wait_ms)
{
	double now = clock_now();
	int max = allowed(fetch, now);
	CURLMsg *message;
	int n;

	for (struct transfer *t = fetch->first; t && fetch->running < max; t = t->next)
		if (t->state == FETCH_WAITING && t->again_at <= now)
			start(fetch, t);
	curl_multi_perform(fetch->multi, &n);
	while ((message = curl_multi_info_read(fetch->multi, &n))) {
		struct transfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		finished(fetch, transfer, message->data.result);
		wait_ms = 0;
	}
	give_up_silent(fetch, now);
	curl_multi_poll(fetch->multi, also, n_also, wait_ms, NULL);
}

void fetch_close(struct fetch *fetch)
{
	for (struct transfer *t = fetch->first; t; t = t->next) {
		if (t->curl)
			close_request(fetch, t);
		part_close(&t->part, false);
	}
	curl_multi_cleanup(fetch->multi);
	fetch->multi = NULL;
}
