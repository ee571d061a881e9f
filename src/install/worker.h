/* SPDX-License-Identifier: MIT
 * A worker: a process that unpacks one archive. It ends with its parent, and holds what
 * the parent has locked until it does.
 */
#pragma once

#include "unpack.h"

#include <sys/types.h>

struct worker {
	pid_t pid; /* 0: none */
	int pipe;  /* readable when it has ended */
	struct str said;
};

enum worker_end {
	WORKER_BUSY,
	WORKER_DONE,
	WORKER_FAILED,	 /* `said` tells why */
	WORKER_MISMATCH, /* `said` tells; the archive is not what it should be */
};

/* Begins to unpack into the directory `dir` (a descriptor). 0 or a negative errno. */
_must_check_ int worker_start(struct worker *worker, struct unpack *unpack, int dir);
/* Reads what it has said; never blocks while it is busy. */
enum worker_end worker_look(struct worker *worker);
void worker_kill(struct worker *worker);
