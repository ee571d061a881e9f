# SPDX-License-Identifier: MIT
# Tests of cudaenv doctor.
BATS_TESTS += tests/doctor.bats tests/doctor-capture.bats tests/driver-gpus.bats
UNIT_TESTS += tests/unit/checks.t
tests_unit_checks_t_SOURCES = tests/unit/checks.c tests/unit/tap.h $(doctor_sources)
SCRIPT_TESTS += tests/doctor-machines.sh
UNIT_TESTS += tests/unit/secret.t
tests_unit_secret_t_SOURCES = tests/unit/secret.c src/doctor/capture/secret.c $(unit_common)
EXTRA_DIST += \
	bench/doctor \
	tests/doctor-schema.json tests/schema.jq \
	tests/fake/libcuda-gpus.c tests/fake/libnvidia-ml.c \
	tests/gpu/doctor.sh \
	tests/machines/bare.machine \
	tests/machines/broken.txt \
	tests/machines/build-host.machine \
	tests/machines/compose.awk \
	tests/machines/container.machine \
	tests/machines/h100.machine \
	tests/machines/h200.machine \
	tests/machines/jetson.machine \
	tests/machines/messages.tsv \
	tests/machines/pytorch.machine \
	tests/machines/slurm.machine \
	tests/machines/wsl2.machine
