/* SPDX-License-Identifier: MIT
 * The driver's device nodes.
 */
#pragma once

#include "facts.h"
#include "observations.h"

/* Observes the nodes that the driver has or could have. */
void devnodes_gather(struct arena *arena, struct observations *observations,
	const struct hardware *hardware, struct devnodes *nodes);

/* Returns a node by its path. Of a path that was not observed, it does not exist. */
struct devnode devnode_at(const struct devnodes *nodes, const char *path);
/* Returns the first node of the driver that could not be opened because of `error`, or
 * NULL. NULL too where the driver has no nodes. */
const struct devnode *devnode_failing(const struct devnodes *nodes, int error);
/* Returns "/dev/nvidia0" and so on: the nodes that exist, or should for these GPUs. */
struct strv devnode_gpus(struct arena *arena, const struct devnodes *nodes,
	const struct hardware *hardware);
