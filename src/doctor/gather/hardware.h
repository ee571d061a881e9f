/* SPDX-License-Identifier: MIT
 * The GPUs on the PCI bus.
 */
#pragma once

#include "facts.h"

/* Returns the path of a file below the GPU's directory in sysfs. */
const char *hardware_gpu_file(
	struct arena *arena, const struct pci_gpu *gpu, const char *name);
