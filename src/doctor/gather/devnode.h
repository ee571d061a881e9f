/* SPDX-License-Identifier: MIT
 * Device nodes, as answers tell of them (answers.h).
 */
#pragma once

#include "facts.h"

struct node {
	bool there;   /* a character device of another kind than /dev/null */
	bool covered; /* something is there, but not the device */
	unsigned major, minor, mode, uid, gid;
	int open_errno; /* -1: not tried */
};

struct node node_read(struct doctor *doctor, const char *path);
/* The first node of the driver whose opening fails with `error`, or NULL. */
const char *node_failing(struct doctor *doctor, int error, struct node *node);
/* "/dev/nvidia0" and so on: those that there are, or would be for the GPUs here. */
struct strv node_gpus(struct doctor *doctor);
/* Has the NVIDIA driver of this machine nodes at all (not WSL, not Tegra, not an image)?
 */
bool nodes_apply(struct doctor *doctor);
