/* SPDX-License-Identifier: MIT
 * A captured subject (capture.h), unpacked into a directory of its own.
 */
#pragma once

#include "doctor/gather/observations.h"
#include "session/session.h"

#include <signal.h>

struct replay {
	struct arena *arena;
	char *root; /* the directory, removed by replay_close(); NULL */
	struct vars vars;
	struct observations *observations;
	const char *cwd, *selected, *origin;
	const char *data;    /* cudaenv's own directory on that machine; NULL */
	struct strv search;  /* more directories of toolkits on that machine */
	const char *problem; /* why it was refused */
	sigset_t mask;	     /* the signal mask before it was opened */
	bool masked;
};

/* Unpacks `file` below `tmpdir`, or /tmp if that is NULL or not absolute. Whatever the
 * file contains, nothing is written outside the new directory. Until replay_close(),
 * signals that would end the program are blocked.
 *
 * Returns 0, or a negative errno after setting `problem`. */
_must_check_ int replay_open(
	struct replay *replay, struct arena *arena, const char *file, const char *tmpdir);
/* Makes the registry search where it searched on that machine. */
void replay_registry(const struct replay *replay, struct session *session);
void replay_close(struct replay *replay);
