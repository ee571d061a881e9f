/* SPDX-License-Identifier: MIT
 * The progress of an install: on a terminal, bars that are repainted at most 5 times a
 * second and fit the window; elsewhere, a line for each finished component; and for
 * programs, with --progress-fd, lines of
 *
 *	COMPONENT <tab> waiting|download|unpack|done <tab> BYTES <tab> OF BYTES
 *
 * whenever one of them changed, at the same rate, and always at the end of each.
 */
#pragma once

#include "core/out.h"

enum step { STEP_WAIT, STEP_DOWNLOAD, STEP_UNPACK, STEP_DONE };

struct bar {
	const char *name; /* of the component */
	const char *version;
	enum step step;
	long long done, of;	 /* bytes of the step */
	long long size;		 /* bytes of the archive */
	long long fetched;	 /* bytes received over the network in this run */
	enum step reported_step; /* what --progress-fd has reported */
	long long reported;
	bool printed; /* its line, if there are no bars */
};

enum { PROGRESS_BARS_MAX = 12 };

struct progress {
	struct out *out;
	struct bar *bars;
	size_t n;
	int fd;		    /* of --progress-fd; -1 */
	bool terminal;	    /* bars may be painted on `out->err` */
	const char *notice; /* a line above the total, or NULL; the caller changes it */
	/* its own: */
	double started, painted;
	int lines; /* on the screen now; the cells of each: */
	int cells[PROGRESS_BARS_MAX + 3];
	double speed, speed_at;
	long long speed_from;
};

void progress_start(struct progress *progress);
/* May be called at any rate. */
void progress_paint(struct progress *progress);
/* Reports the last state and erases the bars. */
void progress_end(struct progress *progress);
/* Paints one line on the terminal, in place of the line painted before; NULL erases it. */
void progress_line(struct out *out, const char *text);
