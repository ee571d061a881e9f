# SPDX-License-Identifier: MIT
# Programs and libraries that tests run: a terminal, a server that misbehaves, hostile
# archives and wheels, manifests, and one that prints the program's tables.
check_PROGRAMS += tests/tools/pty tests/tools/liar tests/tools/hostile tests/tools/manifest \
	tests/tools/tables tests/tools/explain-index tests/tools/wheel
tests_tools_pty_SOURCES = tests/tools/pty.c
tests_tools_pty_LDADD = -lutil # forkpty, in glibc before 2.34
tests_tools_liar_SOURCES = tests/tools/liar.c
tests_tools_liar_LDADD =
tests_tools_hostile_SOURCES = tests/tools/hostile.c
tests_tools_hostile_CFLAGS = $(AM_CFLAGS) $(ARCHIVE_CFLAGS)
tests_tools_hostile_LDADD = $(ARCHIVE_LIBS)
tests_tools_manifest_SOURCES = tests/tools/manifest.c
tests_tools_manifest_LDADD = $(install_libs)
tests_tools_tables_SOURCES = tests/tools/tables.c
tests_tools_wheel_SOURCES = tests/tools/wheel.c
tests_tools_wheel_CFLAGS = $(AM_CFLAGS) $(ARCHIVE_CFLAGS)
tests_tools_wheel_LDADD = $(install_libs)
tests_tools_explain_index_SOURCES = tests/tools/explain-index.c $(explain_engine)

# After a change of data/explain/*.rec.
.PHONY: explain-index
explain-index: tests/tools/explain-index
	tests/tools/explain-index '$(srcdir)/data/explain' >explain-index.new
	mv explain-index.new '$(srcdir)/data/explain/index'

EXTRA_DIST += tests/fake/libcuda.c tests/fake/libcuda-gpus.c tests/fake/libnvidia-ml.c \
	tests/tools/noexchange.c
