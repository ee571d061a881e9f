# SPDX-License-Identifier: MIT
# `make bench` prints one table: what, what it must reach, what was measured here.
.PHONY: bench

EXTRA_PROGRAMS += bench/empty bench/spawn
bench_empty_SOURCES = bench/empty.c
bench_spawn_SOURCES = bench/spawn.c
CLEANFILES += $(EXTRA_PROGRAMS)

EXTRA_DIST += bench/README.md bench/run bench/start.bash bench/switch.bash \
	bench/idle.bash bench/idle.fish bench/idle.ksh bench/idle.mksh bench/idle.tcsh \
	bench/idle.zsh

bench: all $(EXTRA_PROGRAMS)
	$(srcdir)/bench/run $(abs_top_srcdir) $(abs_top_builddir)
