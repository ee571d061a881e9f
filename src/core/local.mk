# SPDX-License-Identifier: MIT
# What every program links; it depends only on libc.
noinst_LIBRARIES += libcore.a

libcore_a_SOURCES = \
	src/core/arena.c src/core/arena.h \
	src/core/clock.c src/core/clock.h \
	src/core/elf.c src/core/elf.h \
	src/core/file.c src/core/file.h \
	src/core/hash.h \
	src/core/json.c src/core/json.h \
	src/core/macro.h \
	src/core/opt.c src/core/opt.h \
	src/core/out.c src/core/out.h \
	src/core/path.c src/core/path.h \
	src/core/percent.c src/core/percent.h \
	src/core/proc.c src/core/proc.h \
	src/core/quote.c src/core/quote.h \
	src/core/rmtree.c src/core/rmtree.h \
	src/core/status.h \
	src/core/str.c src/core/str.h \
	src/core/treesize.c src/core/treesize.h \
	src/core/utf8.c src/core/utf8.h
