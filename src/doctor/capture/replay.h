/* SPDX-License-Identifier: MIT
 * A captured subject (capture.h), unpacked into a directory of its own.
 */
#pragma once

#include "remover.h"

#include "doctor/gather/observations.h"
#include "session/session.h"

struct replay {
	struct arena *arena;
	char *root; /* the directory, removed by replay_close() or the end of the program */
	struct vars vars;
	struct observations *observations;
	const char *cwd, *selected, *origin;
	const char *data;    /* cudaenv's own directory on that machine; NULL */
	struct strv search;  /* more directories of toolkits on that machine */
	const char *problem; /* why it was refused */
	struct remover remover;
};

/* Unpacks `file` below `tmpdir`, or /tmp if that is NULL or not absolute. Whatever the
 * file contains, nothing is written outside the new directory.
 *
 * Returns 0, or a negative errno after setting `problem`. */
_must_check_ int replay_open(
	struct replay *replay, struct arena *arena, const char *file, const char *tmpdir);
/* Makes the registry search where it searched on that machine. */
void replay_registry(const struct replay *replay, struct session *session);
void replay_close(struct replay *replay);
