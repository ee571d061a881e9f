/* SPDX-License-Identifier: MIT
 * A machine in a file: what the checks looked at, as text to read before it is sent, and
 *to replay anywhere. One entry a line, those behind it win; "|" lines belong to the entry
 * above:
 *
 *	cudaenv-capture 1
 *	env CUDA_HOME=/usr/local/cuda		unset CUDA_HOME
 *	cwd /home/user/p			selected 12.4 /home/user/p/.cuda-version
 *	root /home/user/.local/share/cudaenv	search /data/cuda-[0-9]*
 *	dir /sys/bus/pci/devices		absent /dev
 *	link /usr/local/cuda cuda-12.4
 *	file /sys/module/nvidia/version
 *	| 580.65.06
 *	hex /sys/bus/pci/devices/0000:01:00.0/config de10
 *	answer uname.release=6.8.0-64-generic	(answers.h)
 *	answer probe:cuda=
 *	| end=exited 0
 */
#pragma once

#include "doctor/gather/observations.h"

#include <signal.h>

/* Writes what has been looked at, redacted. 0 or a negative errno. */
_must_check_ int capture_write(struct doctor *doctor, const char *file);

struct replay {
	struct arena *arena;
	char *root; /* a directory of its own, to be removed; NULL */
	struct vars vars;
	struct answers *answers;
	const char *cwd, *selected, *origin;
	const char *data;    /* cudaenv's own directory there; NULL */
	struct strv search;  /* further places of toolkits there */
	const char *problem; /* why it was refused */
	sigset_t mask;	     /* of signals, before it was opened */
	bool holds;
};

/* Unpacks `file` below $TMPDIR. 0, or a negative errno with `problem`. Whatever is in it,
 * no path leads out of that directory. Until it is closed, signals that would end the
 * program wait. */
_must_check_ int replay_open(
	struct replay *replay, struct arena *arena, const char *file, const char *tmpdir);
/* Makes the registry look where cudaenv looked there. */
void replay_registry(const struct replay *replay, struct doctor *doctor);
void replay_close(struct replay *replay);
