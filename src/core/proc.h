/* SPDX-License-Identifier: MIT
 * Programs run by cudaenv: by absolute path, with an argument list, never through a
 * shell.
 */
#pragma once

#include "file.h"

#define PROC_OUTPUT_MAX ((size_t)64 * 1024)

/* Whose rights a program gets. */
struct owner {
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t n;
};

struct proc {
	const char *path; /* absolute */
	const char *const *argv;
	char *const *envp;
	int output_fd; /* the descriptor in the child whose output is kept; -1 for none */
	bool quiet;    /* its stdout and stderr go to /dev/null */
	int timeout_ms; /* 0: wait for ever */
	/* NULL: as ourselves. Else it is run as another user, which root alone can do,
	 * and without our terminal. */
	const struct owner *owner;
};

enum proc_end {
	PROC_EXITED,  /* `code` is its exit status */
	PROC_KILLED,  /* `code` is the signal that ended it */
	PROC_TIMEOUT, /* it was stopped, with all that it had started */
};

struct proc_result {
	enum proc_end end;
	int code;
	struct text output; /* PROC_OUTPUT_MAX bytes at most */
};

/* Runs it to its end, its standard input empty. 0, or a negative errno when it could not
 * be started. */
_must_check_ int proc_run(
	struct arena *arena, const struct proc *proc, struct proc_result *result);

/* The same in two steps, so that several run side by side: each started one must be
 * waited for. The time limit counts from the start. */
struct proc_running {
	pid_t pid;
	int reader;
	long deadline; /* CLOCK_MONOTONIC in ms; 0: none */
};

_must_check_ int proc_start(
	struct arena *arena, const struct proc *proc, struct proc_running *running);
void proc_wait(
	struct arena *arena, struct proc_running *running, struct proc_result *result);
