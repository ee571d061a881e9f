/* SPDX-License-Identifier: MIT
 * A stage: the hidden directory next to a target in which a toolkit is put together, and
 * the lock that protects both. For the target /v/12.4.1 they are /v/.cudaenv-12.4.1.new
 * and /v/.cudaenv-12.4.1.lock; an uninstall moves the target to /v/.cudaenv-12.4.1.old.
 * The lock file is never deleted, so that two processes that wait for it wait for the
 * same file. leftover.h cleans up after killed runs.
 */
#pragma once

#include "core/file.h"

struct stage {
	const char *target;  /* absolute, as this process reaches it */
	const char *base;    /* the last component of it */
	const char *name;    /* of the stage's directory */
	const char *retired; /* the name of a toolkit that is being removed */
	int parent;	     /* descriptors: the directory of the target */
	int dir;	     /* the stage; -1 before stage_begin() */
	int lock;
	struct arena *arena;
};

/* Makes the parent directory and takes the lock. While another process holds it, calls
 * *busy once, then waits. Returns 0 or a negative errno. stage_end() closes the stage in
 * either case. */
_must_check_ int stage_lock(struct stage *stage, struct arena *arena, const char *target,
	void (*busy)(void *user), void *user);
/* The same without waiting, and without creating anything: returns false if there is no
 * lock file, or if another process holds the lock. */
_must_check_ bool stage_try_lock(
	struct stage *stage, struct arena *arena, const char *target);
/* Makes the stage, with "tree" (unless `adding`) and "unpack" in it. */
_must_check_ int stage_begin(struct stage *stage, bool adding);
/* Makes "tree" the target, in one step: in place of nothing or an empty directory, or,
 * when `adding`, in exchange for the target. Returns -EINVAL if this file system cannot
 * exchange directories. */
_must_check_ int stage_publish(struct stage *stage, bool adding);
/* Makes "tree" the target, in exchange for a target that is not part of it; the old one is
 * then retired. Returns -EINVAL if this file system cannot exchange directories. */
_must_check_ int stage_replace(struct stage *stage);
/* Moves the target out of sight, in one step. */
_must_check_ int stage_retire(struct stage *stage);
/* Releases the lock. */
void stage_end(struct stage *stage);
