/* SPDX-License-Identifier: MIT
 * The environment that a selection requires: PATH, LD_LIBRARY_PATH, CUDA_HOME and the
 * other variables of cudaenv(1), ENVIRONMENT.
 */
#pragma once

#include "environ.h"
#include "selection.h"

/* Returns the variables for a resolved selection; nothing has been applied to `vars`.
 * The result is empty if no toolkit is selected (`system`). */
struct desired_env desired_env_of(struct arena *arena, const struct selection *selection,
	const struct settings *settings, const struct vars *vars);
