/* SPDX-License-Identifier: MIT
 * A Python environment with NVIDIA's wheels: where their files are, according to the RECORD
 * of each.
 */
#pragma once

#include "listing.h"
#include "subcommand.h"

/* A wheel that is installed in the environment. */
struct venv_wheel {
	const char *project, *version; /* "nvidia-cuda-nvcc", "13.0.88" */
	const char *component;	       /* "cuda_nvcc" */
	struct listing
		files; /* links: the path in the tree, and the file in the environment */
};

struct venv {
	const char *site; /* its site-packages, absolute, without links */
	struct venv_wheel *wheels;
	size_t n;
	const char *release; /* of cuda-toolkit, else X.Y of the runtime */
};

/* Reads the wheels of CUDA 13 and newer in the environment `dir`. Nothing in it is written or
 * run. Prints what is wrong. */
_must_check_ enum status venv_read(
	struct venv *venv, struct session *session, const char *dir);
/* Returns the wheel of a project, or NULL. */
const struct venv_wheel *venv_find(const struct venv *venv, const char *project);
