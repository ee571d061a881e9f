# SPDX-License-Identifier: MIT
# The families, one file each.
explain_families = \
	data/explain/build.rec \
	data/explain/clusters.rec \
	data/explain/containers.rec \
	data/explain/cuda.rec \
	data/explain/frameworks.rec \
	data/explain/hardware.rec \
	data/explain/kernel.rec \
	data/explain/libraries.rec \
	data/explain/llm.rec \
	data/explain/modules.rec \
	data/explain/nccl.rec \
	data/explain/nvcc.rec \
	data/explain/nvml.rec \
	data/explain/platforms.rec \
	data/explain/pytorch.rec \
	data/explain/system.rec
