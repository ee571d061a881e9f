/* SPDX-License-Identifier: MIT
 * A stage: the hidden directory beside a target in which a toolkit is put together, and
 * the lock that goes with it. For the target /v/12.4.1 these are /v/.cudaenv-12.4.1.new
 * and /v/.cudaenv-12.4.1.lock. The lock file is never deleted, so that two that wait for
 * it wait for the same. What a killed run has left is swept away by the next that has the
 * lock.
 */
#pragma once

#include "core/file.h"

struct stage {
	const char *target; /* absolute, as this process reaches it */
	const char *base;   /* its last part */
	const char *name;   /* of the stage's directory */
	int parent;	    /* descriptors: the target's directory */
	int dir;	    /* the stage's; -1 before stage_begin() */
	int lock;
	struct arena *arena;
};

/* Makes the parent directory and takes the lock. While another holds it, *busy is called
 * once, then it waits. 0 or a negative errno. */
_must_check_ int stage_lock(struct stage *stage, struct arena *arena, const char *target,
	void (*busy)(void *user), void *user);
/* Sweeps and makes the stage, with "tree" (unless `adding`) and "unpack" in it. */
_must_check_ int stage_begin(struct stage *stage, bool adding);
/* Makes "tree" the target, at once: in the place of nothing or an empty directory, or,
 * when `adding`, in exchange for what is there. -EINVAL when this file system can't
 * exchange. */
_must_check_ int stage_publish(struct stage *stage, bool adding);
/* Takes a directory beside the target out of sight, as the stage, at once. */
_must_check_ int stage_retire(struct stage *stage);
/* Removes what a run that was killed behind its last step left beside `host`, where
 * nobody is at work; that it cannot be removed is no error. */
void stage_sweep(struct arena *arena, const char *host);
/* Removes the stage and gives the lock back. */
void stage_end(struct stage *stage);
