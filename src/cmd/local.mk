# SPDX-License-Identifier: MIT
# The program at the prompt links libc and inih, nothing else (tests/check-links.sh).
bin_PROGRAMS += cudaenv

cudaenv_LDADD = libsession.a libshells.a libmodel.a libcore.a $(INIH_LIBS)
cudaenv_SOURCES = \
	src/main.c src/commands.c \
	src/cmd/alias.c \
	src/cmd/command.c src/cmd/command.h \
	src/cmd/commands.c \
	src/cmd/completions.c \
	src/cmd/deactivate.c \
	src/cmd/driver.c \
	src/cmd/drivercheck.c src/cmd/drivercheck.h \
	src/cmd/effect.c src/cmd/effect.h \
	src/cmd/env.c \
	src/cmd/exec.c \
	src/cmd/global.c \
	src/cmd/gpus.c src/cmd/gpus.h \
	src/cmd/help.c \
	src/cmd/hook.c src/cmd/hook.h \
	src/cmd/init.c \
	src/cmd/latest.c \
	src/cmd/libexec.c src/cmd/libexec.h \
	src/cmd/link.c \
	src/cmd/local.c \
	src/cmd/machinelink.c src/cmd/machinelink.h \
	src/cmd/plugin.c src/cmd/plugin.h \
	src/cmd/prefix.c \
	src/cmd/program.c src/cmd/program.h \
	src/cmd/root.c \
	src/cmd/scope.c src/cmd/scope.h \
	src/cmd/shell.c \
	src/cmd/startup.c src/cmd/startup.h \
	src/cmd/systemtool.c src/cmd/systemtool.h \
	src/cmd/trust.c src/cmd/trust.h \
	src/cmd/unknown.c src/cmd/unknown.h \
	src/cmd/use.c \
	src/cmd/version.c \
	src/cmd/version_file.c \
	src/cmd/version_name.c \
	src/cmd/version_origin.c \
	src/cmd/versions.c \
	src/cmd/whence.c \
	src/cmd/which.c \
	src/cmd/words.c src/cmd/words.h
