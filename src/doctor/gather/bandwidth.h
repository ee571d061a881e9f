/* SPDX-License-Identifier: MIT
 * Copies between the host and the GPUs, as --gpu measured them.
 */
#pragma once

#include "facts.h"

#include "doctor/subject.h"

/* Reads the output of the probe, NULL if it did not run, for `n` GPUs. */
void bandwidth_gather(struct arena *arena, const char *output, size_t n,
	const struct nvml *nvml, struct bandwidths *all);
/* Returns the link of the GPU at this PCI address while it copied; 0x0 if unmeasured. */
struct pcie_link bandwidth_link(const struct facts *facts, const char *bdf);
/* Returns what the link can carry at most, in GB/s; 0 if unknown. */
double bandwidth_peak(struct pcie_link link);
/* Returns what may slow down copies on this machine. */
const char *bandwidth_cause(const struct subject *subject, const struct facts *facts);
