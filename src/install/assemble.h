/* SPDX-License-Identifier: MIT
 * From what the pipeline has unpacked to a toolkit in its place: whole and at once, or
 * not at all.
 */
#pragma once

#include "pipeline.h"
#include "record.h"

struct assembly {
	struct session *app;
	struct stage *stage;
	struct job *jobs;
	size_t n;
	struct record *record; /* of the toolkit; what is new is added to it */
	const char *path;      /* where it stands on its machine, for .pc files */
	bool adding;	       /* to a toolkit that is there */
	bool runfile;
	int signals;
};

/* Says what went wrong; 0 or an exit code. */
_must_check_ int assemble(struct assembly *assembly);
