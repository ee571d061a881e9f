# SPDX-License-Identifier: MIT
# `make bench` prints one table: what, what it must reach, what was measured here.
.PHONY: bench

BENCH_PROGRAMS = bench/empty bench/spawn
EXTRA_PROGRAMS += $(BENCH_PROGRAMS)
bench_empty_SOURCES = bench/empty.c
bench_spawn_SOURCES = bench/spawn.c
CLEANFILES += $(BENCH_PROGRAMS)

EXTRA_DIST += bench/README.md bench/run bench/start.bash bench/switch.bash \
	bench/idle.bash bench/idle.fish bench/idle.ksh bench/idle.mksh bench/idle.tcsh \
	bench/idle.zsh

bench: all $(BENCH_PROGRAMS)
	$(srcdir)/bench/run $(abs_top_srcdir) $(abs_top_builddir)
