# SPDX-License-Identifier: MIT
# What the three programs share: their frame, and the selection they work on.
noinst_LIBRARIES += libsession.a

libsession_a_CFLAGS = $(AM_CFLAGS) $(INIH_CFLAGS)
libsession_a_SOURCES = \
	src/session/command.h \
	src/session/complain.c src/session/complain.h \
	src/session/helpers.c \
	src/session/select.c src/session/select.h \
	src/session/session.c src/session/session.h
