/* SPDX-License-Identifier: MIT
 * A worker: a process that unpacks one archive. It ends with its parent, and holds the
 * parent's locks until then.
 */
#pragma once

#include "unpack.h"

#include <sys/types.h>

struct worker {
	pid_t pid; /* 0: none */
	int pipe;  /* readable when it has ended */
	struct str output;
};

enum worker_end {
	WORKER_BUSY,
	WORKER_DONE,
	WORKER_FAILED,	 /* `output` is the reason */
	WORKER_MISMATCH, /* the same: the archive is not the expected one */
};

/* Starts unpacking into the directory `dir` (a descriptor). Returns 0 or a negative errno. */
_must_check_ int worker_start(struct worker *worker, struct unpack *unpack, int dir);
/* Reads its output; does not block while it is busy. */
enum worker_end worker_look(struct worker *worker);
void worker_kill(struct worker *worker);
