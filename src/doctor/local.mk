# SPDX-License-Identifier: MIT
# cudaenv-doctor: run by `cudaenv doctor`.
pkglibexec_PROGRAMS += cudaenv-doctor
cudaenv_doctor_LDADD = libsession.a libshells.a libmodel.a libcore.a $(INIH_LIBS)
cudaenv_doctor_SOURCES = $(doctor_sources) src/doctor/main.c
# All but main: for its unit test too.
doctor_sources = \
	src/doctor/doctor.h \
	src/doctor/engine.c src/doctor/engine.h \
	src/doctor/exam.c src/doctor/exam.h \
	src/doctor/finding.c src/doctor/finding.h \
	src/doctor/fix.c src/doctor/fix.h \
	src/doctor/open.c src/doctor/open.h \
	src/doctor/process.c src/doctor/process.h \
	src/doctor/recipe.c src/doctor/recipe.h \
	src/doctor/subject.c src/doctor/subject.h \
	src/doctor/capture/capture.c src/doctor/capture/capture.h \
	src/doctor/capture/capture_filter.c src/doctor/capture/capture_filter.h \
	src/doctor/capture/redact.c src/doctor/capture/redact.h \
	src/doctor/capture/remover.c src/doctor/capture/remover.h \
	src/doctor/capture/replay.c src/doctor/capture/replay.h \
	src/doctor/capture/replay_exec.c src/doctor/capture/replay_exec.h \
	src/doctor/capture/replay_tree.c src/doctor/capture/replay_tree.h \
	src/doctor/capture/secret.c src/doctor/capture/secret.h \
	src/doctor/check/absent.c src/doctor/check/absent.h \
	src/doctor/check/build.c \
	src/doctor/check/check.c src/doctor/check/check.h \
	src/doctor/check/container.c \
	src/doctor/check/cuda.c \
	src/doctor/check/cudaenv.c \
	src/doctor/check/device.c \
	src/doctor/check/driver.c \
	src/doctor/check/environment.c \
	src/doctor/check/gpu.c \
	src/doctor/check/hardware.c \
	src/doctor/check/kernel.c \
	src/doctor/check/loader.c \
	src/doctor/check/python.c \
	src/doctor/check/toolkit.c \
	src/doctor/explain/clean.c src/doctor/explain/clean.h \
	src/doctor/explain/explainer.c src/doctor/explain/explainer.h \
	src/doctor/explain/explanation.c src/doctor/explain/explanation.h \
	src/doctor/explain/here.c src/doctor/explain/here.h \
	src/doctor/explain/index.c src/doctor/explain/index.h \
	src/doctor/explain/knowledge.c src/doctor/explain/knowledge.h \
	src/doctor/explain/pattern.c src/doctor/explain/pattern.h \
	src/doctor/explain/recfile.c src/doctor/explain/recfile.h \
	src/doctor/explain/scan.c src/doctor/explain/scan.h \
	src/doctor/gather/bandwidth.c src/doctor/gather/bandwidth.h \
	src/doctor/gather/compilers.c \
	src/doctor/gather/cuda.c \
	src/doctor/gather/current.c src/doctor/gather/current.h \
	src/doctor/gather/devnode.c src/doctor/gather/devnode.h \
	src/doctor/gather/facts.h \
	src/doctor/gather/gather.c src/doctor/gather/gather.h \
	src/doctor/gather/gatherers.h \
	src/doctor/gather/hardware.c src/doctor/gather/hardware.h \
	src/doctor/gather/loader.c src/doctor/gather/loader.h \
	src/doctor/gather/loadercache.c src/doctor/gather/loadercache.h \
	src/doctor/gather/observations.c src/doctor/gather/observations.h \
	src/doctor/gather/probe_run.c src/doctor/gather/probe_run.h \
	src/doctor/gather/python.c src/doctor/gather/python.h \
	src/doctor/gather/repository.c src/doctor/gather/repository.h \
	src/doctor/report/exe.c src/doctor/report/exe.h \
	src/doctor/report/explain.c src/doctor/report/explain.h \
	src/doctor/report/json.c \
	src/doctor/report/markup.c \
	src/doctor/report/report.h \
	src/doctor/report/run_tee.c src/doctor/report/run_tee.h \
	src/doctor/report/summary.c src/doctor/report/summary.h \
	src/doctor/report/text.c
# The part of the explain room that knows nothing of the doctor.
explain_engine = \
	src/doctor/explain/clean.c src/doctor/explain/clean.h \
	src/doctor/explain/explanation.c src/doctor/explain/explanation.h \
	src/doctor/explain/index.c src/doctor/explain/index.h \
	src/doctor/explain/knowledge.c src/doctor/explain/knowledge.h \
	src/doctor/explain/pattern.c src/doctor/explain/pattern.h \
	src/doctor/explain/recfile.c src/doctor/explain/recfile.h \
	src/doctor/explain/scan.c src/doctor/explain/scan.h
