# SPDX-License-Identifier: MIT
# `make bench` prints one table: what is measured, its target, and the result.
.PHONY: bench

bench_programs = bench/empty bench/spawn
EXTRA_PROGRAMS += $(bench_programs)
bench_empty_SOURCES = bench/empty.c
bench_spawn_SOURCES = bench/spawn.c
CLEANFILES += $(bench_programs)

EXTRA_DIST += bench/README.md bench/doctor bench/install.sh bench/run bench/start.bash bench/switch.bash \
	bench/idle.bash bench/idle.fish bench/idle.ksh bench/idle.mksh bench/idle.tcsh \
	bench/idle.zsh

bench: all $(bench_programs)
	$(srcdir)/bench/run $(abs_top_srcdir) $(abs_top_builddir)
