# SPDX-License-Identifier: MIT
# The families, one file each.
explain_families = \
	data/explain/cuda.rec \
	data/explain/libraries.rec \
	data/explain/nvml.rec
