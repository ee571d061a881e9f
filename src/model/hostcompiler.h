/* SPDX-License-Identifier: MIT
 * The host compiler that a toolkit can work with. The limit is read from the toolkit, the
 * compilers' versions from the names of their files: nothing is run.
 */
#pragma once

#include "toolkit.h"
#include "vars.h"

/* The newest gcc that `include/crt/host_config.h` allows ("#if __GNUC__ > 13"); 0
 * unknown. */
int hostcompiler_limit(const struct toolkit *toolkit);
/* The major version of the default `g++` on PATH, on that machine; 0 unknown. */
int hostcompiler_default(const struct machine *machine, const struct vars *vars);
/* "12" of a file called g++-12 or x86_64-linux-gnu-g++-12; 0 for another name. */
int hostcompiler_number(const char *name);
/* When the default is too new: the absolute path of the newest g++-N that fits, or NULL.
 */
const char *hostcompiler_fitting(
	struct arena *arena, const struct toolkit *toolkit, const struct vars *vars);
