/* SPDX-License-Identifier: MIT
 * The driver's device nodes.
 */
#pragma once

#include "facts.h"
#include "observations.h"

/* Observes the nodes that the driver has or could have. */
void devnodes_gather(struct arena *arena, struct observations *observations,
	const struct hardware *hardware, struct devnodes *nodes);

/* Returns a node by its path. A node that was not observed does not exist. */
struct devnode devnode_at(const struct devnodes *nodes, const char *path);
/* Returns the first node of the driver that could not be opened because of `error`, or
 * NULL. Always NULL on a machine where the driver has no nodes. */
const struct devnode *devnode_failing(const struct devnodes *nodes, int error);
/* Returns the paths "/dev/nvidia0" and so on, of the nodes that exist or should exist. */
struct strv devnode_gpus(struct arena *arena, const struct devnodes *nodes,
	const struct hardware *hardware);
