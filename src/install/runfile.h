/* SPDX-License-Identifier: MIT
 * NVIDIA's runfile installer, cuda_11.8.0_520.61.05_linux.run: a makeself archive with
 * the toolkit's components below builds/. It is unpacked, never run, and trusted no more
 * than any archive.
 */
#pragma once

#include "makeself.h"
#include "pipeline.h"
#include "plan.h"

struct runfile {
	const char *path;
	struct makeself makeself;
	struct package package; /* the complete file, as a job of the pipeline */
	const struct component_set *known;
	enum set set;
};

/* Returns true if `path` is a file other than a manifest. */
bool runfile_is(const char *path);
/* Reads the header. */
_must_check_ enum status runfile_open(
	struct runfile *runfile, struct session *session, const char *path);
/* The version is in the file's name, or it is the request's spec. Of the request's other
 * members, only the set applies. */
_must_check_ enum status runfile_plan(struct runfile *runfile, struct session *session,
	const struct component_set *known, const struct request *request,
	struct plan *plan);
void runfile_job(struct runfile *runfile, struct job *job);
