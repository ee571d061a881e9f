/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "devnode.h"

enum { GPUS_MAX = 32, MEMORY_MAJOR = 1 };

struct node node_read(struct doctor *doctor, const char *path)
{
	const char *text = answer(doctor, arena_printf(doctor->arena, "node:%s", path));
	struct node node = { .open_errno = -1 };
	char type;

	if (!text || sscanf(text, "%c %u %u %o %u %u %d", &type, &node.major, &node.minor,
			     &node.mode, &node.uid, &node.gid, &node.open_errno) != 7)
		return node;
	node.there = type == 'c' && node.major != MEMORY_MAJOR;
	node.covered = !node.there;
	return node;
}

struct strv node_gpus(struct doctor *doctor)
{
	const struct hardware *hardware = &doctor->facts->hardware;
	struct strv paths = strv_new(doctor->arena);

	for (size_t i = 0; i < GPUS_MAX; i++) {
		const char *path = arena_printf(doctor->arena, "/dev/nvidia%zu", i);

		/* In a container each GPU keeps the number that it has outside. */
		if ((i < hardware->n && !hardware->container) ||
			node_read(doctor, path).there)
			strv_add(&paths, path);
	}
	return paths;
}

const char *node_failing(struct doctor *doctor, int error, struct node *node)
{
	struct strv paths = node_gpus(doctor);

	strv_add(&paths, "/dev/nvidiactl");
	strv_add(&paths, "/dev/nvidia-uvm");
	for (size_t i = 0; i < paths.n; i++) {
		*node = node_read(doctor, paths.v[i]);
		if (node->there && node->open_errno == error)
			return paths.v[i];
	}
	return NULL;
}

bool nodes_apply(struct doctor *doctor)
{
	const struct hardware *hardware = &doctor->facts->hardware;

	return !answers_of_image(doctor) && !hardware->wsl2 && !hardware->wsl1 &&
	       !hardware->tegra;
}
