/* SPDX-License-Identifier: MIT
 * Another command on a captured machine: `cudaenv --sysroot FILE versions' runs
 * `cudaenv-doctor --sysroot FILE replay CUDAENV versions', which unpacks the machine and
 * runs `CUDAENV --sysroot DIR versions'.
 */
#pragma once

#include "doctor/doctor.h"

/* `argv` is the program and its arguments. Prints its answer, with paths as that machine
 * has them. The exit code. */
int replay_exec(struct doctor *doctor, const char *file, char **argv);
