# SPDX-License-Identifier: MIT
# Programs that tests run. Comes behind local.mk.
check_PROGRAMS += tests/tools/pty
tests_tools_pty_SOURCES = tests/tools/pty.c
tests_tools_pty_LDADD = -lutil # forkpty, in glibc before 2.34
