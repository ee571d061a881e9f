# SPDX-License-Identifier: MIT
# The code that each shell evaluates.
noinst_LIBRARIES += libshells.a

libshells_a_SOURCES = \
	src/shells/elvish.c \
	src/shells/fish.c \
	src/shells/nu.c \
	src/shells/posix.c \
	src/shells/shell.c src/shells/shell.h \
	src/shells/startline.c src/shells/startline.h \
	src/shells/tcsh.c \
	src/shells/xonsh.c
