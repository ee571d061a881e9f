# SPDX-License-Identifier: MIT
# cudaenv-doctor: run by `cudaenv doctor`.
pkglibexec_PROGRAMS += cudaenv-doctor
cudaenv_doctor_LDADD = libshells.a libmodel.a libcore.a $(INIH_LIBS)
cudaenv_doctor_SOURCES = $(doctor_sources) src/doctor/main.c
# All but main: for its unit test too.
doctor_sources = \
	src/doctor/answers.c src/doctor/answers.h \
	src/doctor/ask.c \
	src/doctor/bandwidth.c src/doctor/bandwidth.h \
	src/doctor/capture.c src/doctor/capture.h \
	src/doctor/check_build.c \
	src/doctor/check_container.c \
	src/doctor/check_device.c \
	src/doctor/check_driver.c \
	src/doctor/check_environment.c \
	src/doctor/check_framework.c \
	src/doctor/check_gpu.c \
	src/doctor/check_hardware.c \
	src/doctor/check_init.c \
	src/doctor/check_kernel.c \
	src/doctor/check_level.c \
	src/doctor/check_loader.c \
	src/doctor/check_self.c \
	src/doctor/check_shell.c \
	src/doctor/check_tag.c \
	src/doctor/check_toolkit.c \
	src/doctor/check_visible.c \
	src/doctor/checks.c src/doctor/checks.h \
	src/doctor/compilers.c \
	src/doctor/cuda.c \
	src/doctor/doctor.h \
	src/doctor/engine.c \
	src/doctor/errorcodes.c src/doctor/errorcodes.h \
	src/doctor/exe.c src/doctor/exe.h \
	src/doctor/explain.c src/doctor/explain.h \
	src/doctor/facts.c src/doctor/facts.h \
	src/doctor/finding.c \
	src/doctor/hardware.c \
	src/doctor/keep.c src/doctor/keep.h \
	src/doctor/loader.c \
	src/doctor/loadercache.c src/doctor/loadercache.h \
	src/doctor/node.c src/doctor/node.h \
	src/doctor/place.c src/doctor/place.h \
	src/doctor/process.c src/doctor/process.h \
	src/doctor/python.c \
	src/doctor/redact.c src/doctor/redact.h \
	src/doctor/relay.c src/doctor/relay.h \
	src/doctor/replay.c \
	src/doctor/report_json.c \
	src/doctor/report_markup.c \
	src/doctor/report_text.c \
	src/doctor/secret.c src/doctor/secret.h \
	src/doctor/summary.c src/doctor/summary.h \
	src/doctor/unpack.c src/doctor/unpack.h \
	src/doctor/watch.c src/doctor/watch.h
