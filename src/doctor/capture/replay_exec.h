/* SPDX-License-Identifier: MIT
 * Runs another command on a captured machine: `cudaenv --sysroot FILE versions' runs
 * `cudaenv-doctor --sysroot FILE replay CUDAENV versions', which unpacks the machine and
 * runs `CUDAENV --sysroot DIR versions'.
 */
#pragma once

#include "session/session.h"

/* Runs the program `argv` with a --sysroot option, and prints its output with the paths
 * of that machine. Returns its exit status. */
enum status replay_exec(struct session *session, const char *file, char **argv);
