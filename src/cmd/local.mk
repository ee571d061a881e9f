# SPDX-License-Identifier: MIT
# The program at the prompt links libc and inih, nothing else (tests/check-links.sh).
bin_PROGRAMS += cudaenv

cudaenv_LDADD = libsession.a libshells.a libmodel.a libcore.a $(INIH_LIBS)
cudaenv_SOURCES = \
	src/main.c src/commands.c \
	src/cmd/alias.c \
	src/cmd/common.c src/cmd/command.h \
	src/cmd/deactivate.c \
	src/cmd/driver.c \
	src/cmd/env.c \
	src/cmd/exec.c \
	src/cmd/gpus.c src/cmd/gpus.h \
	src/cmd/help.c \
	src/cmd/hook.c src/cmd/hook.h \
	src/cmd/init.c \
	src/cmd/libexec.c \
	src/cmd/link.c \
	src/cmd/local.c \
	src/cmd/machinelink.c src/cmd/machinelink.h \
	src/cmd/prefix.c \
	src/cmd/program.c src/cmd/program.h \
	src/cmd/scope.c src/cmd/scope.h \
	src/cmd/shell.c \
	src/cmd/systemtool.c src/cmd/systemtool.h \
	src/cmd/trust.c src/cmd/trust.h \
	src/cmd/use.c \
	src/cmd/version.c \
	src/cmd/versions.c \
	src/cmd/which.c
