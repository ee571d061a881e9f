# SPDX-License-Identifier: MIT
# The helper that loads the driver's libraries, in a separate process.
pkglibexec_PROGRAMS += cudaenv-probe

cudaenv_probe_LDADD = $(DL_LIBS)
cudaenv_probe_SOURCES = \
	src/probe/bandwidth.c \
	src/probe/init.c \
	src/probe/main.c \
	src/probe/nvml.c \
	src/probe/probe.h
