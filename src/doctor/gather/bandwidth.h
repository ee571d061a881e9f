/* SPDX-License-Identifier: MIT
 * What --gpu measured: copies between host and GPU, and the link that they went over.
 */
#pragma once

#include "facts.h"

struct rate {
	double median, least, most; /* GB/s, 10^9 bytes */
};

struct bandwidth {
	const char *skipped; /* why it was not measured; NULL */
	struct rate h2d, d2h;
	struct pcie_link link; /* while copying */
	size_t bytes;
	bool verified, busy;
};

struct bandwidths {
	struct bandwidth *v;
	size_t n;			   /* 0: not measured */
	double together_h2d, together_d2h; /* of all GPUs at once; 0 */
};

struct bandwidths bandwidth_read(struct doctor *doctor);
/* The link of the GPU at this place while it copied; 0x0 when it was not measured. */
struct pcie_link bandwidth_link(struct doctor *doctor, const char *bdf);
/* What the link can carry at most, GB/s; 0 unknown. */
double bandwidth_peak(struct pcie_link link);
/* What may be the cause of slow copies on this machine. */
const char *bandwidth_cause(struct doctor *doctor);
