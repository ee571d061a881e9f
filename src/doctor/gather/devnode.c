/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "devnode.h"

enum { GPUS_MAX = 32, OTHERS = 3, MEMORY_MAJOR = 1 };

static struct devnode node_read(
	struct arena *arena, struct observations *observations, const char *path)
{
	const char *text =
		observation(observations, arena_printf(arena, "node:%s", path));
	struct devnode node = { .path = path, .open_errno = -1 };
	char type;

	if (!text || sscanf(text, "%c %u %u %o %u %u %d", &type, &node.major, &node.minor,
			     &node.mode, &node.uid, &node.gid, &node.open_errno) != 7)
		return node;
	node.exists = type == 'c' && node.major != MEMORY_MAJOR;
	node.covered = !node.exists;
	return node;
}

void devnodes_gather(struct arena *arena, struct observations *observations,
	const struct hardware *hardware, struct devnodes *nodes)
{
	static const char *const others[OTHERS] = { "/dev/nvidiactl", "/dev/nvidia-uvm",
		"/dev/dxg" };

	nodes->apply = !observations_of_image(observations) && !hardware->wsl2 &&
		       !hardware->wsl1 && !hardware->tegra;
	nodes->v = arena_alloc(arena, (GPUS_MAX + OTHERS) * sizeof(*nodes->v));
	for (size_t i = 0; i < GPUS_MAX; i++)
		nodes->v[nodes->n++] = node_read(
			arena, observations, arena_printf(arena, "/dev/nvidia%zu", i));
	for (size_t i = 0; i < OTHERS; i++)
		nodes->v[nodes->n++] = node_read(arena, observations, others[i]);
}

struct devnode devnode_at(const struct devnodes *nodes, const char *path)
{
	for (size_t i = 0; i < nodes->n; i++)
		if (streq(nodes->v[i].path, path))
			return nodes->v[i];
	return (struct devnode){ .path = path, .open_errno = -1 };
}

struct strv devnode_gpus(struct arena *arena, const struct devnodes *nodes,
	const struct hardware *hardware)
{
	struct strv paths = strv_new(arena);

	for (size_t i = 0; i < GPUS_MAX && i < nodes->n; i++)
		/* In a container, each GPU keeps the number that it has on the host. */
		if ((i < hardware->n && !hardware->container) || nodes->v[i].exists)
			strv_add(&paths, nodes->v[i].path);
	return paths;
}

const struct devnode *devnode_failing(const struct devnodes *nodes, int error)
{
	for (size_t i = 0; nodes->apply && i < nodes->n; i++)
		if (nodes->v[i].exists && nodes->v[i].open_errno == error)
			return &nodes->v[i];
	return NULL;
}
