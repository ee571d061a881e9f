/* SPDX-License-Identifier: MIT
 * The host compiler that a toolkit supports. The limit is read from the toolkit, and the
 * versions of compilers from the names of their files; nothing is run.
 */
#pragma once

#include "toolkit.h"
#include "vars.h"

/* Returns the newest major version of gcc that the toolkit's `include/crt/host_config.h`
 * accepts ("#if __GNUC__ > 13"), or 0 if it is unknown. */
int hostcompiler_limit(const struct toolkit *toolkit);
/* Returns the major version of the first `g++` in PATH on this machine, or 0 if it is
 * unknown. */
int hostcompiler_default(const struct machine *machine, const struct vars *vars);
/* Returns 12 for a file named g++-12 or x86_64-linux-gnu-g++-12, and 0 for other names. */
int hostcompiler_number(const char *name);
/* If the default compiler is too new, returns the absolute path of the newest g++-N in
 * PATH that the toolkit accepts. Returns NULL if the default is accepted or there is no
 * such compiler. */
const char *hostcompiler_fitting(
	struct arena *arena, const struct toolkit *toolkit, const struct vars *vars);
