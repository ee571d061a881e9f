/* SPDX-License-Identifier: MIT
 * Makes a toolkit of the archives that the pipeline has unpacked: complete and in one
 * step, or not at all.
 */
#pragma once

#include "pipeline.h"
#include "record.h"

struct assembly {
	struct session *session;
	struct stage *stage;
	struct job *jobs;
	size_t n;
	struct record *record; /* of the toolkit; new components are added to it */
	const char *path;      /* the toolkit's path on its machine, for .pc files */
	bool adding;	       /* to an installed toolkit */
	bool runfile;
	int signals;
};

/* Prints what went wrong. */
_must_check_ enum status assemble(struct assembly *assembly);
