/* SPDX-License-Identifier: MIT
 * The pipeline: archives are downloaded, several at once; each that is whole and verified
 * is unpacked by a worker, while others still arrive. Big ones first, as many workers as
 * there are processors, and no more memory for decoders than is good.
 */
#pragma once

#include "progress.h"
#include "server.h"
#include "stage.h"
#include "worker.h"

enum job_state { JOB_FETCH, JOB_READY, JOB_UNPACK, JOB_DONE };

struct job {
	const struct package *package;
	const char *dir;      /* its directory below the stage's "unpack" */
	const char *file;     /* the archive, where it is local; NULL */
	struct unpack unpack; /* `offset` and `wants` are set by the caller */
	/* its own: */
	enum job_state state;
	int fd;
	bool verify; /* not hashed in this run yet: the worker does it first */
	long long memory;
	struct transfer *transfer; /* stays where it is: jobs are sorted */
	struct worker worker;
	struct bar *bar;
};

struct pipeline {
	struct session *app;
	struct server *server;
	struct stage *stage;
	struct job *jobs;
	size_t n;
	struct progress progress; /* `fd` is set by the caller */
	int signals;		  /* a signalfd: SIGINT and the like end it */
	/* its own: */
	int busy, most;
	long long memory;
	_Atomic long long *done; /* one for each job, shared with the workers */
	int unpack;		 /* descriptor of the stage's "unpack" */
};

/* Runs it to its end. Says what went wrong; 0, or the exit code, 128 + signal. */
_must_check_ int pipeline_run(struct pipeline *pipeline);
/* The file in the stage that lists what was unpacked from a job. */
const char *pipeline_listing(struct arena *arena, const struct job *job);

/* From here on SIGINT, SIGTERM and SIGHUP, unless they are ignored, wait in the
 * descriptor that this returns; SIGPIPE is ignored. */
int signals_hold(void);
/* The one that has come, or 0. */
int signals_pending(int signals);
