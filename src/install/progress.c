/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "progress.h"

#include "subcommand.h"
#include "core/clock.h"
#include "size.h"

#include <sys/ioctl.h>

#define INTERVAL 0.2 /* seconds */
#define SPEED_WINDOW 1.0
#define NAME_CELLS 22
#define PERCENT_CELLS 4
#define NOTE_CELLS 24
#define BAR_MIN 5
#define BAR_MAX 40

static const char *const step_names[] = { "waiting", "download", "unpack", "done" };

struct screen {
	int columns, rows;
};

/* Read each time, since windows are resized. */
static struct screen screen_of(const struct out *out)
{
	struct winsize size;

	if (ioctl(fileno(out->err), TIOCGWINSZ, &size) < 0)
		size = (struct winsize){ 0 };
	return (struct screen){
		.columns = size.ws_col ? size.ws_col : 80,
		.rows = size.ws_row ? size.ws_row : 24,
	};
}

static void report_fd(struct progress *progress)
{
	for (size_t i = 0; i < progress->n && progress->fd >= 0; i++) {
		struct bar *bar = &progress->bars[i];

		if (bar->step == bar->reported_step && bar->done == bar->reported)
			continue;
		bar->reported_step = bar->step;
		bar->reported = bar->done;
		/* A closed reader is not a reason to stop. */
		if (dprintf(progress->fd, "%s\t%s\t%lld\t%lld\n", bar->name,
			    step_names[bar->step], bar->done, bar->of) < 0)
			progress->fd = -1;
	}
}

/* Without a terminal: one line when a component is done. */
static void report(struct progress *progress)
{
	for (size_t i = 0; i < progress->n && !progress->terminal; i++) {
		struct bar *bar = &progress->bars[i];

		if (bar->step != STEP_DONE || bar->printed)
			continue;
		bar->printed = true;
		out_warn(progress->out, "%s %s (%s)", bar->name, bar->version,
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

/* Adds a line to the frame, cut before the last column, where terminals wrap. A byte is a
 * cell: names of components and notes are ASCII. */
static void put(struct progress *progress, struct str *frame, struct screen screen,
	const char *text)
{
	size_t n = strlen(text), most = (size_t)screen.columns - 1;

	if (n > most)
		n = most;
	str_add(frame, "\r\033[K");
	str_addn(frame, text, n);
	str_add(frame, "\n");
	progress->cells[progress->lines++] = (int)n;
}

/* Omits what there is no room for: first the bar, then the note. */
static void put_bar(struct progress *progress, struct str *frame, struct screen screen,
	const struct bar *bar, const char *note)
{
	struct arena *arena = frame->arena;
	int percent = bar->of > 0 ? (int)(bar->done * 100 / bar->of) : 0;
	int room = screen.columns - 1 - (NAME_CELLS + 1 + PERCENT_CELLS);
	int name = room < 0 ? NAME_CELLS + room : NAME_CELLS;
	int width = room - (NOTE_CELLS + 1) - (int)strlen(" []");
	const char *text = arena_printf(arena, "%3d%%", percent);

	if (name > 0)
		text = arena_printf(arena, "%-*.*s%s %s", name, name, bar->name,
			width < BAR_MIN
				? ""
				: arena_printf(arena, " [%s]",
					  bar_text(arena, bar->done, bar->of,
						  width > BAR_MAX ? BAR_MAX : width)),
			text);
	if (room > NOTE_CELLS)
		text = arena_printf(arena, "%s %.*s", text, NOTE_CELLS, note);
	put(progress, frame, screen, text);
}

/* A line that was painted on a wider screen takes several rows of a narrower one. */
static void erase(struct progress *progress, struct str *frame, struct screen screen)
{
	for (int i = 0; i < progress->lines; i++)
		for (int n = 0; n == 0 || n < progress->cells[i]; n += screen.columns)
			str_add(frame, "\033[A\r\033[K");
	progress->lines = 0;
}

/* Measures the bytes per second over the last second or so. */
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

static bool is_active(const struct bar *bar)
{
	return bar->step == STEP_DOWNLOAD || bar->step == STEP_UNPACK;
}

/* The active ones, as many as the screen has rows for. */
static void put_bars(struct progress *progress, struct str *frame, struct screen screen)
{
	int room = screen.rows - 2 - (progress->notice != NULL), active = 0, shown = 0;

	if (room > PROGRESS_BARS_MAX)
		room = PROGRESS_BARS_MAX;
	for (size_t i = 0; i < progress->n; i++)
		active += is_active(&progress->bars[i]);
	if (active > room)
		room--;
	for (size_t i = 0; i < progress->n && shown < room; i++) {
		const struct bar *bar = &progress->bars[i];

		if (!is_active(bar))
			continue;
		shown++;
		put_bar(progress, frame, screen, bar,
			bar->step == STEP_UNPACK ? "unpacking"
						 : size_text(frame->arena, bar->size));
	}
	if (active > shown && room >= 0)
		put(progress, frame, screen,
			arena_printf(frame->arena, "and %d more", active - shown));
}

static void paint(struct progress *progress, double now)
{
	_cleanup_(arena_release) struct arena arena = { 0 };
	struct screen screen = screen_of(progress->out);
	struct str frame = str_new(&arena);
	struct bar total = { .name = "total" };
	long long fetched = 0, left = 0;

	erase(progress, &frame, screen);
	for (size_t i = 0; i < progress->n; i++) {
		const struct bar *bar = &progress->bars[i];
		bool loading = bar->step == STEP_WAIT || bar->step == STEP_DOWNLOAD;

		fetched += bar->fetched;
		total.of += 2 * bar->size;
		total.done += loading ? bar->done
				      : bar->size + (bar->step == STEP_DONE ? bar->size
									    : bar->done);
		left += loading ? bar->size - bar->done : 0;
	}
	measure(progress, now, fetched);
	put_bars(progress, &frame, screen);
	if (progress->notice && screen.rows > 2)
		put(progress, &frame, screen, progress->notice);
	if (screen.rows > 1)
		put_bar(progress, &frame, screen, &total,
			total_note(progress, &arena, left));
	/* In one write: a frame in parts would flicker. */
	fputs(frame.s, progress->out->err);
	fflush(progress->out->err);
}

void progress_start(struct progress *progress)
{
	progress->started = progress->speed_at = clock_now();
	progress->painted = 0;
	for (size_t i = 0; i < progress->n; i++)
		progress->bars[i].reported = -1;
}

static void update(struct progress *progress, double now, bool bars)
{
	progress->painted = now;
	report_fd(progress);
	report(progress);
	if (progress->terminal && bars)
		paint(progress, now);
}

void progress_paint(struct progress *progress)
{
	double now = clock_now();

	if (now - progress->painted >= INTERVAL)
		update(progress, now, true);
}

void progress_end(struct progress *progress)
{
	_cleanup_(arena_release) struct arena arena = { 0 };
	struct str frame = str_new(&arena);

	update(progress, clock_now(), false);
	erase(progress, &frame, screen_of(progress->out));
	fputs(frame.s, progress->out->err);
	fflush(progress->out->err);
}

void progress_line(struct out *out, const char *text)
{
	int width = screen_of(out).columns - 1;

	fprintf(out->err, "\r\033[K%.*s", width, text ? text : "");
	fflush(out->err);
}
