/* SPDX-License-Identifier: MIT
 * NVIDIA's runfile installer, cuda_11.8.0_520.61.05_linux.run: a makeself archive with
 * the toolkit's components below builds/. It is unpacked, never run; what it says of
 * itself is believed no more than any archive.
 */
#pragma once

#include "makeself.h"
#include "pipeline.h"
#include "plan.h"

struct runfile {
	const char *path;
	struct makeself makeself;
	struct package package; /* the whole file, as a job of the pipeline takes it */
	const struct component_set *known;
	enum set set;
};

/* True when `path` is a file that is no manifest. */
bool runfile_is(const char *path);
/* Reads its header. Says what is wrong; 0 or an exit code. */
_must_check_ int runfile_open(
	struct runfile *runfile, struct session *app, const char *path);
/* The version is told by the file's name, or by the request's spec; of the request's other
 * parts, only the set can be had. Says what is wrong; 0 or an exit code. */
_must_check_ int runfile_plan(struct runfile *runfile, struct session *app,
	const struct component_set *known, const struct request *request,
	struct plan *plan);
void runfile_job(struct runfile *runfile, struct job *job);
