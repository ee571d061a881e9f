# SPDX-License-Identifier: MIT
# What cudaenv knows: toolkits, selections, drivers, environments.
noinst_LIBRARIES += libmodel.a

libmodel_a_CFLAGS = $(AM_CFLAGS) $(INIH_CFLAGS)
libmodel_a_SOURCES = \
	src/model/arch.c src/model/arch.h \
	src/model/desired_env.c src/model/desired_env.h \
	src/model/dirs.c src/model/dirs.h \
	src/model/driver.c src/model/driver.h \
	src/model/drivercache.c src/model/drivercache.h \
	src/model/environ.c src/model/environ.h \
	src/model/export_vars.c src/model/export_vars.h \
	src/model/gpu.c src/model/gpu.h \
	src/model/hostcompiler.c src/model/hostcompiler.h \
	src/model/installable.c src/model/installable.h \
	src/model/kernel.c src/model/kernel.h \
	src/model/level.c src/model/level.h \
	src/model/machine.c src/model/machine.h \
	src/model/ownership.c src/model/ownership.h \
	src/model/pathlist.c src/model/pathlist.h \
	src/model/registry.c src/model/registry.h \
	src/model/removed.c src/model/removed.h \
	src/model/resolve.c src/model/resolve.h \
	src/model/selection.c src/model/selection.h \
	src/model/settings.c src/model/settings.h \
	src/model/spec.c src/model/spec.h \
	src/model/state.c src/model/state.h \
	src/model/table.c src/model/table.h \
	src/model/toolkit.c src/model/toolkit.h \
	src/model/toolkit_version.c src/model/toolkit_version.h \
	src/model/vars.c src/model/vars.h \
	src/model/version.c src/model/version.h \
	src/model/versionfile.c src/model/versionfile.h
