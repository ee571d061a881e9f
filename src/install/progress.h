/* SPDX-License-Identifier: MIT
 * What an install shows while it works: bars on a terminal, repainted at most 5 times a
 * second, never wider or higher than it is; a line for each finished component elsewhere;
 *and for programs, with
 * --progress-fd, lines of
 *
 *	COMPONENT <tab> waiting|download|unpack|done <tab> BYTES <tab> OF BYTES
 *
 * whenever one of them changed, at the same pace, and always at the end of each.
 */
#pragma once

#include "core/out.h"

enum step { STEP_WAIT, STEP_DOWNLOAD, STEP_UNPACK, STEP_DONE };

struct bar {
	const char *name; /* of the component */
	const char *version;
	enum step step;
	long long done, of;  /* bytes of the step */
	long long size;	     /* bytes of the archive */
	long long fetched;   /* bytes that came over the network in this run */
	enum step told_step; /* what --progress-fd has heard last */
	long long told;
	bool said; /* its line, where there are no bars */
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
	int lines; /* on the screen now, the cells of each: */
	int cells[PROGRESS_BARS_MAX + 3];
	double speed, speed_at;
	long long speed_from;
};

void progress_start(struct progress *progress);
/* Call as often as you like. */
void progress_paint(struct progress *progress);
/* The last state, and no bars any more. */
void progress_end(struct progress *progress);
/* Paints one line on the terminal, in place of the line painted before; NULL erases it. */
void progress_line(struct out *out, const char *text);
