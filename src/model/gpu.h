/* SPDX-License-Identifier: MIT
 * The GPUs that the driver makes visible, as the helper program prints them
 * (src/probe/init.c), and their PCI Express links, from sysfs.
 */
#pragma once

#include "driver.h"

struct pcie_link {
	int gen, width; /* PCI Express generation, and lanes; 0 if unknown */
};

struct gpu {
	const char *name, *uuid;
	const char *bus;	   /* 0000:01:00.0 */
	int major, minor;	   /* compute capability */
	unsigned long long memory; /* bytes */
	int mode;		   /* compute mode, as in cuda.h */
	bool integrated;
};

struct gpus {
	struct gpu *v;
	size_t n;
};

/* Parses the helper's output. A value that is out of range is unknown: 0 or NULL. */
struct gpus gpus_parse(struct arena *arena, const char *output);
/* Queries the driver, under a time limit. The list is empty if the query fails, or if
 * the target machine's driver cannot be queried. */
struct gpus gpus_query(const struct drivers *drivers);

/* Reads the link of the device in the sysfs directory `dir`; `which` is "current" or
 * "max". */
struct pcie_link pcie_link_read(
	const struct machine *machine, const char *dir, const char *which);
/* Returns the sysfs directory of the GPU with this bus address. */
const char *pcie_link_dir(struct arena *arena, const char *bus);
