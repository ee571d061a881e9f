/* SPDX-License-Identifier: MIT
 * Why a check does not apply. If a check finds nothing, it is reported as ok only if the
 * thing that it examines is present; otherwise it is skipped, with the reason that one of
 * these functions returns. They return NULL if the check applies.
 */
#pragma once

#include "doctor/exam.h"

/* For a check that applies to every machine. */
const char *absent_nothing(const struct exam *exam);

const char *absent_gpu(const struct exam *exam); /* on the bus, or known to NVML */
const char *absent_pci_gpu(const struct exam *exam);
const char *absent_cuda_gpu(const struct exam *exam); /* one that CUDA sees */
/* One that CUDA sees; of an image, one on the bus whose driver can be derived. */
const char *absent_usable_gpu(const struct exam *exam);
const char *absent_nvml_gpu(const struct exam *exam);
const char *absent_module(const struct exam *exam);
const char *absent_open_module(const struct exam *exam);
const char *absent_module_or_gpu(const struct exam *exam); /* one of the two */
const char *absent_libcuda(const struct exam *exam);
const char *absent_cuinit(const struct exam *exam); /* its result */
const char *absent_driver_version(const struct exam *exam);
const char *absent_nodes(const struct exam *exam);
const char *absent_nvswitch(const struct exam *exam);
const char *absent_container(const struct exam *exam);
const char *absent_wsl(const struct exam *exam);
const char *absent_selection(const struct exam *exam); /* a selected toolkit */
const char *absent_hook(const struct exam *exam);
const char *absent_nvcc(const struct exam *exam);
const char *absent_toolkit(const struct exam *exam); /* one that builds */
const char *absent_torch(const struct exam *exam);
const char *absent_ld_library_path(const struct exam *exam);
