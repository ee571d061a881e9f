/* SPDX-License-Identifier: MIT
 * Running other programs: by absolute path, with an argument list, never through a shell.
 * Their standard input is empty. Of our other descriptors they inherit at most stdout
 * and stderr.
 */
#pragma once

#include "file.h"

/* The part of a program's output that is kept, in bytes. The rest is read and dropped. */
#define PROC_OUTPUT_MAX ((size_t)64 * 1024)

/* The user as whom a program runs. */
struct owner {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* supplementary groups */
	size_t n;
};

struct proc {
	const char *path; /* absolute */
	const char *const *argv;
	char *const *envp;
	int output_fd;	/* the child's descriptor whose output is kept; -1 for none */
	bool quiet;	/* its stdout and stderr go to /dev/null */
	int timeout_ms; /* 0: no limit */
	/* NULL: as this process. Only root can run a program as another user; it has no
	 * controlling terminal then. */
	const struct owner *owner;
};

enum proc_end {
	PROC_EXITED,  /* `code` is its exit status */
	PROC_KILLED,  /* `code` is the signal that killed it */
	PROC_TIMEOUT, /* it was killed, with everything that it had started */
};

struct proc_result {
	enum proc_end end;
	int code;
	struct text output; /* of `output_fd` */
};

/* Runs the program and waits until it ends. Returns 0, with `result` set, or a negative
 * errno if it could not be started. */
_must_check_ int proc_run(
	struct arena *arena, const struct proc *proc, struct proc_result *result);

/* A program that was started. */
struct proc_running {
	pid_t pid;
	int reader;
	long deadline; /* milliseconds of CLOCK_MONOTONIC; 0: none */
};

/* The same in two steps, to run several programs in parallel. Every program that
 * proc_start() started must be waited for. The time limit counts from the start. */
_must_check_ int proc_start(
	struct arena *arena, const struct proc *proc, struct proc_running *running);
void proc_wait(
	struct arena *arena, struct proc_running *running, struct proc_result *result);
