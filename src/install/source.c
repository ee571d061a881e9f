/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "source.h"

#include "core/file.h"
#include "progress.h"

#include <fcntl.h>

enum status source_open(struct source *source, int jobs)
{
	struct session *session = source->session;
	struct fetch *fetch = &source->fetch;
	int r;

	store_open(&source->store, &session->arena, session->dirs.cache);
	if (vars_get_nonempty(&session->vars, "SSL_CERT_FILE"))
		fetch->ca_file = vars_get_nonempty(&session->vars, "SSL_CERT_FILE");
	fetch->ca_dir = vars_get_nonempty(&session->vars, "SSL_CERT_DIR");
	fetch->jobs = jobs;
	r = fetch_open(fetch, &session->arena);
	return r < 0 ? out_error(&session->out, r, "cannot start libcurl") : STATUS_DONE;
}

void source_close(struct source *source)
{
	if (source->fetch.multi)
		fetch_close(&source->fetch);
}

static bool in_progress(const struct transfer *transfers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (transfers[i].state == FETCH_WAITING ||
			transfers[i].state == FETCH_RUNNING)
			return true;
	return false;
}

static void wait_for(struct source *source, const struct transfer *transfers, size_t n)
{
	struct out *out = &source->session->out;
	bool shown = false;

	while (in_progress(transfers, n)) {
		const char *silence =
			fetch_silence(&source->fetch, &source->session->arena);

		if (out->err_draws && (silence || shown))
			progress_line(out, silence);
		else if (silence && !shown)
			out_warn(out, "%s", silence);
		shown = silence || (shown && !out->err_draws);
		fetch_step(&source->fetch, NULL, 0, 100);
	}
	if (out->err_draws && shown)
		progress_line(out, NULL);
}

void source_fetch(struct source *source, struct page *pages, size_t n)
{
	struct arena *arena = &source->session->arena;
	struct transfer *transfers = arena_alloc(arena, n * sizeof(*transfers));

	for (size_t i = 0; i < n; i++) {
		pages[i].problem = "the server cannot be reached";
		pages[i].status = 0;
		transfers[i] = (struct transfer){ .url = pages[i].url,
			.accept = pages[i].accept,
			.max = pages[i].max,
			.head = pages[i].head };
		if (!source->unreachable)
			fetch_add(&source->fetch, &transfers[i]);
	}
	if (source->unreachable)
		return;
	wait_for(source, transfers, n);
	for (size_t i = 0; i < n; i++) {
		const struct transfer *transfer = &transfers[i];

		pages[i].text = transfer->text;
		pages[i].status = transfer->status;
		pages[i].length = transfer->announced;
		pages[i].base = transfer->base ? transfer->base : pages[i].url;
		pages[i].problem =
			transfer->state == FETCH_DONE ? NULL : transfer->problem;
		if (transfer->state == FETCH_FAILED && !transfer->status)
			source->unreachable = true;
	}
}

void source_keep(struct source *source, const char *url, const char *text, size_t len)
{
	/* A failure only means that it is not in the cache. */
	if (file_replace(store_page(&source->store, url), text, len) < 0)
		return;
}

bool source_kept(struct source *source, const char *url, size_t max, struct text *text)
{
	return file_read(&source->session->arena, AT_FDCWD,
		       store_page(&source->store, url), max, text) == 0;
}
