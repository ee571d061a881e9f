/* SPDX-License-Identifier: MIT
 * Which variables a selection wants, and with what in them: PATH, LD_LIBRARY_PATH,
 * CUDA_HOME and the rest of cudaenv(1), ENVIRONMENT.
 */
#pragma once

#include "environ.h"
#include "selection.h"

/* `selection` must be resolved, and `vars` free of what is applied. One that is "system"
 * alone wants nothing. */
struct desired_env desired_env_of(struct arena *arena, const struct selection *selection,
	const struct settings *settings, const struct vars *vars);
