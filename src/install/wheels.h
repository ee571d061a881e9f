/* SPDX-License-Identifier: MIT
 * The source of NVIDIA's Python wheels: a package index, or a wheelhouse, which is a
 * directory of wheels. The project cuda-toolkit contains nothing but pins: its METADATA is
 * the manifest of a release.
 */
#pragma once

#include "project.h"

extern const struct source_kind wheels_kind;

/* Returns true for "pypi", "pypi=INDEX" and "wheelhouse=DIR". */
bool wheels_is(const char *from);
/* Prints what is wrong. */
_must_check_ enum status wheels_open(struct wheels *wheels, struct session *session,
	const char *from, bool offline, int jobs);
/* Returns the component that a project contains, "cuda_cudart" for nvidia-cuda-runtime. */
const char *wheels_component(
	struct arena *arena, const struct table *table, const char *project);
/* Returns the platform of a toolkit made of wheels for a machine's platform: a Jetson board
 * uses those of other Arm servers. */
const char *wheels_platform(const char *platform);
