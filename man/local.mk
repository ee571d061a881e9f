# SPDX-License-Identifier: MIT
dist_man_MANS = man/cudaenv.1 man/cudaenv-doctor.1 man/cudaenv-install.1 \
	man/cuda-version.5 man/cudaenv.conf.5
