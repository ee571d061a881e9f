/* SPDX-License-Identifier: MIT
 * Runs cudaenv-probe, which loads the driver's libraries and queries them: in separate
 * processes, in parallel, each under a time limit. Its output, and how it ended, become
 * observations.
 */
#pragma once

#include "observations.h"

#include "core/proc.h"

enum { PROBES = 4 };

struct probe_run {
	const char *libexec;	   /* the directory of the program */
	struct vars vars;	   /* its environment */
	const struct owner *owner; /* the user that it runs as; NULL: this one */
	int timeout_ms;
	struct proc_running running[PROBES];
	bool started[PROBES];
};

/* Starts the first probes. On another machine, no library is loaded unless
 * CUDAENV_LIBCUDA names one. No library is loaded through a variable from a directory that
 * another user can change. */
void probe_run_start(
	struct probe_run *run, struct arena *arena, struct observations *observations);
/* Waits for them. If they failed, probes again without those variables of `vars` that may
 * be the cause. */
void probe_run_finish(struct probe_run *run, struct arena *arena,
	struct observations *observations, const struct vars *vars);
/* Measures copies to each GPU: seconds. */
void probe_run_bandwidth(
	struct probe_run *run, struct arena *arena, struct observations *observations);
