/* SPDX-License-Identifier: MIT
 * The GPUs that the driver shows to programs here, as the helper program tells of them
 * (src/probe/init.c), and their links, as the kernel does.
 */
#pragma once

#include "driver.h"

struct pcie_link {
	int gen, width; /* PCI Express generation and lanes; 0 unknown */
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

/* From the helper's lines; what is out of range counts as not told. */
struct gpus gpus_parse(struct arena *arena, const char *answer);
/* Asks the driver, under a time limit. None when it fails or nothing may be asked. */
struct gpus gpus_query(const struct drivers *drivers);

/* The value of "key=" in an answer of the helper, up to the end of its line; NULL. */
const char *probe_field(const struct strv *lines, const char *key);

/* Of the device below sysfs in `dir`; `which` is "current" or "max". */
struct pcie_link pcie_link_read(
	const struct machine *machine, const char *dir, const char *which);
/* The directory in sysfs of a GPU's place on the bus. */
const char *pcie_link_dir(struct arena *arena, const char *bus);
