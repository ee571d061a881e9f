/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "progress.h"

#include "app.h"
#include "fetch.h"

#include <sys/ioctl.h>

#define INTERVAL 0.2 /* seconds */
#define SPEED_WINDOW 1.0
#define LINES_MAX 12

static const char *const step_names[] = { "waiting", "download", "unpack", "done" };

static int columns(const struct progress *progress)
{
	struct winsize size;

	return ioctl(fileno(progress->out->talk), TIOCGWINSZ, &size) == 0 &&
			       size.ws_col > 20
		       ? size.ws_col
		       : 80;
}

static void tell(struct progress *progress)
{
	for (size_t i = 0; i < progress->n && progress->fd >= 0; i++) {
		struct bar *bar = &progress->bars[i];

		if (bar->step == bar->told_step && bar->done == bar->told)
			continue;
		bar->told_step = bar->step;
		bar->told = bar->done;
		/* Nobody listens any more: no reason to stop. */
		if (dprintf(progress->fd, "%s\t%s\t%lld\t%lld\n", bar->name,
			    step_names[bar->step], bar->done, bar->of) < 0)
			progress->fd = -1;
	}
}

/* Outside a terminal: one line when a component is done. */
static void report(struct progress *progress)
{
	for (size_t i = 0; i < progress->n && !progress->terminal; i++) {
		struct bar *bar = &progress->bars[i];

		if (bar->step != STEP_DONE || bar->said)
			continue;
		bar->said = true;
		out_say(progress->out, "%s %s (%s)", bar->name, bar->version,
			size_text(progress->out->arena, bar->size));
	}
}

static const char *bar_text(struct arena *arena, long long done, long long of, int width)
{
	char *text = arena_alloc(arena, (size_t)width + 1);
	int full = of > 0 ? (int)(done * width / of) : 0;

	if (full > width)
		full = width;
	memset(text, '#', (size_t)full);
	memset(text + full, '.', (size_t)(width - full));
	return text;
}

static void line(struct progress *progress, struct arena *arena, const char *name,
	long long done, long long of, const char *note)
{
	int width = columns(progress) - 24 - 30;

	fprintf(progress->out->talk, "\r\033[K%-22.22s [%s] %3d%% %.24s\n", name,
		bar_text(arena, done, of,
			width < 5    ? 5
			: width > 40 ? 40
				     : width),
		of > 0 ? (int)(done * 100 / of) : 0, note);
	progress->lines++;
}

static void erase(struct progress *progress)
{
	for (int i = 0; i < progress->lines; i++)
		fputs("\033[A\r\033[K", progress->out->talk);
	progress->lines = 0;
}

/* Bytes a second over the last second or so. */
static void measure(struct progress *progress, double now, long long fetched)
{
	double since = now - progress->speed_at;

	if (since < SPEED_WINDOW)
		return;
	progress->speed = (double)(fetched - progress->speed_from) / since;
	progress->speed_from = fetched;
	progress->speed_at = now;
}

static const char *total_note(
	struct progress *progress, struct arena *arena, long long left)
{
	long seconds = progress->speed > 1 ? (long)((double)left / progress->speed) : -1;
	const char *speed = size_text(arena, (long long)progress->speed);

	if (left <= 0 || seconds < 0)
		return left <= 0 ? "unpacking" : "";
	return seconds < 100 ? arena_printf(arena, "%s/s, %ld s left", speed, seconds)
			     : arena_printf(arena, "%s/s, %ld min left", speed,
				       (seconds + 30) / 60);
}

static void paint(struct progress *progress, double now)
{
	_cleanup_(arena_release) struct arena arena = { 0 };
	long long done = 0, of = 0, fetched = 0, left = 0;
	int shown = 0;

	erase(progress);
	for (size_t i = 0; i < progress->n; i++) {
		const struct bar *bar = &progress->bars[i];
		bool loading = bar->step == STEP_WAIT || bar->step == STEP_DOWNLOAD;

		fetched += bar->fetched;
		of += 2 * bar->size;
		done += loading ? bar->done
				: bar->size + (bar->step == STEP_DONE ? bar->size
								      : bar->done);
		left += loading ? bar->size - bar->done : 0;
		if ((bar->step == STEP_DOWNLOAD || bar->step == STEP_UNPACK) &&
			shown++ < LINES_MAX)
			line(progress, &arena, bar->name, bar->done, bar->of,
				bar->step == STEP_UNPACK ? "unpacking"
							 : size_text(&arena, bar->size));
	}
	measure(progress, now, fetched);
	line(progress, &arena, "total", done, of, total_note(progress, &arena, left));
	fflush(progress->out->talk);
}

void progress_start(struct progress *progress)
{
	progress->started = progress->speed_at = monotonic_now();
	progress->painted = 0;
	for (size_t i = 0; i < progress->n; i++)
		progress->bars[i].told = -1;
}

static void update(struct progress *progress, double now, bool bars)
{
	progress->painted = now;
	tell(progress);
	report(progress);
	if (progress->terminal && bars)
		paint(progress, now);
}

void progress_paint(struct progress *progress)
{
	double now = monotonic_now();

	if (now - progress->painted >= INTERVAL)
		update(progress, now, true);
}

void progress_end(struct progress *progress)
{
	update(progress, monotonic_now(), false);
	erase(progress);
	fflush(progress->out->talk);
}
