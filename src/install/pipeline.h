/* SPDX-License-Identifier: MIT
 * The pipeline: archives are downloaded, several in parallel; a worker unpacks each one
 * that is complete and verified while others still arrive. Large ones come first; there
 * are as many workers as processors, and the memory of all decoders is bounded.
 */
#pragma once

#include "progress.h"
#include "source.h"
#include "stage.h"
#include "worker.h"

enum job_state { JOB_FETCH, JOB_READY, JOB_UNPACK, JOB_DONE };

struct job {
	const struct package *package;
	const char *dir;      /* its directory below the stage's "unpack" */
	const char *file;     /* the archive, if it is local; NULL */
	struct unpack unpack; /* `offset` and `wanted` are set by the caller */
	/* its own: */
	enum job_state state;
	int fd;
	bool verify; /* not hashed in this run: the worker hashes it first */
	long long memory;
	struct transfer *transfer; /* has a fixed address: jobs are sorted */
	struct worker worker;
	struct bar *bar;
};

struct pipeline {
	struct session *session;
	struct source *source;
	struct stage *stage;
	struct job *jobs;
	size_t n;
	struct progress progress; /* `fd` is set by the caller */
	int signals;		  /* a signalfd: SIGINT, SIGTERM and SIGHUP end it */
	/* its own: */
	int busy, max;
	long long memory;
	_Atomic long long *done; /* one for each job, shared with the workers */
	int unpack;		 /* descriptor of the stage's "unpack" */
};

/* Runs the pipeline until all archives are unpacked. Prints what went wrong. After a signal
 * the status is 128 + its number. */
_must_check_ enum status pipeline_run(struct pipeline *pipeline);
/* Returns the file in the stage that lists the unpacked entries of a job. */
const char *pipeline_listing(struct arena *arena, const struct job *job);

/* Blocks SIGINT, SIGTERM and SIGHUP, unless they are ignored, and ignores SIGPIPE. Returns
 * a signalfd for them. */
int signals_hold(void);
/* Returns the number of a signal that has arrived, or 0. */
int signals_pending(int signals);
