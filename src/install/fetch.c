/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fetch.h"

#include "core/file.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#define FAILURES_MAX 4 /* without a byte between them */
#define PAGE_FAILURES_MAX 2
#define BACKOFF_FIRST 0.25 /* seconds; doubled each time */
#define RAMP_SECONDS 0.15
#define STALL_SECONDS 30L
#define CONNECT_SECONDS 30L
#define REDIRECTS_MAX 5L

double monotonic_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

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

/* --- what arrives ------------------------------------------------------------------ */

/* Says why this answer will never do; curl then ends the transfer. */
static size_t refuse(struct transfer *transfer, const char *why)
{
	transfer->problem = why;
	transfer->permanent = true;
	return 0;
}

static size_t take_page(struct transfer *transfer, const char *p, size_t n)
{
	if (transfer->text.len + n > transfer->most)
		return refuse(transfer, "the answer is too big to be true");
	str_addn(&transfer->text, p, n);
	transfer->have = (long long)transfer->text.len;
	return n;
}

/* The first bytes of an answer: is it what was asked for? */
static const char *answer_problem(struct transfer *transfer)
{
	const struct package *package = transfer->package;
	curl_off_t length = -1;
	const char *type = NULL;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &transfer->status);
	curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (type && strncasecmp(type, "text/html", 9) == 0)
		return "the server answers with a web page, not with the archive";
	/* A server that ignores ranges sends all of it, from the start. */
	if (transfer->status == 200 && transfer->part.have) {
		if (part_restart(&transfer->part) < 0)
			return "its file in the cache cannot be emptied";
		transfer->have = transfer->at_start = 0;
	}
	if (length >= 0 && transfer->status &&
		length != package->size - transfer->part.have)
		return arena_printf(transfer->arena,
			"expected %lld bytes, the server has %lld", package->size,
			(long long)length + transfer->part.have);
	return NULL;
}

static size_t take_piece(struct transfer *transfer, const char *p, size_t n)
{
	int r;

	if (transfer->fresh) {
		const char *why = answer_problem(transfer);

		transfer->fresh = false;
		if (why)
			return refuse(transfer, why);
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

	return transfer->package ? take_piece(transfer, p, size * n)
				 : take_page(transfer, p, size * n);
}

/* --- one attempt ------------------------------------------------------------------- */

static void allow_schemes(CURL *curl, const char *mirror)
{
	bool http = skip_prefix(mirror, "http://");

#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, http ? "https,http" : "https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
	curl_easy_setopt(
		curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTPS | (http ? CURLPROTO_HTTP : 0));
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTPS);
#endif
}

static CURL *request(struct fetch *fetch, struct transfer *transfer)
{
	CURL *curl = curl_easy_init();

	if (!curl)
		return NULL;
	allow_schemes(curl, fetch->mirror);
	curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "cudaenv/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 128L * 1024);
	/* HTTP/2 would put all on one connection, and its slowest would hold the others.
	 */
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (fetch->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, fetch->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, fetch->password);
	}
	if (fetch->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, fetch->ca_file);
	if (fetch->ca_dir)
		curl_easy_setopt(curl, CURLOPT_CAPATH, fetch->ca_dir);
	/* Not RESUME_FROM, which ends the transfer when a server ignores ranges. */
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

static void later(struct transfer *transfer)
{
	double wait = BACKOFF_FIRST;

	for (int i = 1; i < transfer->failures; i++)
		wait *= 2;
	transfer->again_at = monotonic_now() + wait;
	transfer->state = FETCH_WAITING;
}

/* Whole: are they the right bytes? */
static void settle(struct transfer *transfer)
{
	char found[DIGEST_HEX + 1];
	int fd;

	digest_end(transfer->part.digest, found);
	if (!streq(found, transfer->package->sha256)) {
		/* What an earlier run had left may be at fault: once more, from the
		 * start. */
		if (transfer->fetched < transfer->package->size &&
			part_restart(&transfer->part) == 0 && !transfer->permanent) {
			transfer->permanent = true;
			transfer->have = 0;
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
		fail(transfer, arena_printf(transfer->arena, "cannot name %s: %s",
				       transfer->whole, strerror(-fd)));
		return;
	}
	transfer->fd = fd;
	transfer->state = FETCH_DONE;
}

/* Opens the ".part"; false when this is not the time to ask for bytes. */
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
	if (r == -EWOULDBLOCK) { /* another install fetches the same */
		transfer->again_at = monotonic_now() + 0.2;
		return false;
	}
	if (r < 0) {
		fail(transfer, arena_printf(transfer->arena, "cannot write %s: %s",
				       transfer->part.path, strerror(-r)));
		return false;
	}
	transfer->opened = true;
	transfer->have = transfer->part.have;
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
	transfer->fresh = true;
	transfer->problem = NULL;
	transfer->status = 0;
	transfer->error[0] = '\0';
	transfer->at_start = transfer->have;
	transfer->curl = request(fetch, transfer);
	if (!transfer->curl ||
		curl_multi_add_handle(fetch->multi, transfer->curl) != CURLM_OK) {
		fail(transfer, "cannot start the download");
		return;
	}
	transfer->state = FETCH_RUNNING;
	fetch->running++;
}

/* --- what became of it ------------------------------------------------------------- */

/* Could the same request go well a moment later? */
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

static const char *describe(struct transfer *transfer, CURLcode code)
{
	if (transfer->problem)
		return transfer->problem;
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return arena_printf(transfer->arena, "the server says %ld%s",
			transfer->status, transfer->status == 404 ? " (not found)" : "");
	if (code == CURLE_UNSUPPORTED_PROTOCOL)
		return "refused: the address, or where it leads, is not https";
	return arena_dup(transfer->arena,
		*transfer->error ? transfer->error : curl_easy_strerror(code));
}

static void finished(struct fetch *fetch, struct transfer *transfer, CURLcode code)
{
	bool moved = transfer->have > transfer->at_start;
	bool short_body = code == CURLE_OK && transfer->package &&
			  transfer->have < transfer->package->size;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &transfer->status);
	curl_multi_remove_handle(fetch->multi, transfer->curl);
	curl_easy_cleanup(transfer->curl);
	transfer->curl = NULL;
	fetch->running--;
	if (code == CURLE_OK && !short_body) {
		if (transfer->package)
			settle(transfer);
		else
			transfer->state = FETCH_DONE;
		return;
	}
	transfer->failures = moved ? 1 : transfer->failures + 1;
	if (transfer->package && transfer->status == 416)
		transfer->problem = arena_printf(transfer->arena,
			"expected %lld bytes, the server has %lld",
			transfer->package->size, transfer->have);
	else if ((short_body || may_pass(code, transfer->status)) && !transfer->problem &&
		 transfer->failures <=
			 (transfer->package ? FAILURES_MAX : PAGE_FAILURES_MAX)) {
		later(transfer);
		if (moved)
			transfer->again_at = 0;
		return;
	}
	fail(transfer, short_body ? "the server's answer ends too early"
				  : describe(transfer, code));
}

/* One at first, and one more every moment: on a fast line the first, which is the
 * largest, is whole and being unpacked before the others take their part; on a slow one
 * it is no matter. */
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
	double now = monotonic_now();
	int most = allowed(fetch, now);
	CURLMsg *message;
	int n;

	for (struct transfer *t = fetch->first; t && fetch->running < most; t = t->next)
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
	curl_multi_poll(fetch->multi, also, n_also, wait_ms, NULL);
}

void fetch_close(struct fetch *fetch)
{
	for (struct transfer *t = fetch->first; t; t = t->next) {
		if (t->curl) {
			curl_multi_remove_handle(fetch->multi, t->curl);
			curl_easy_cleanup(t->curl);
			t->curl = NULL;
		}
		part_close(&t->part, false);
	}
	curl_multi_cleanup(fetch->multi);
	fetch->multi = NULL;
}
