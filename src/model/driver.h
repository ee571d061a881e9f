/* SPDX-License-Identifier: MIT
 * What this machine's driver can run: its newest CUDA version, as cuDriverGetVersion
 * says. How a toolkit fits it is level.h's.
 *
 * The driver library is never loaded here: a helper program does it, under a time limit
 * (driver_query), and its answer is kept in the cache under the identity of the library and
 * of the kernel module (driver_cached). On a foreign machine nothing is loaded at all;
 * its answer is derived from its kernel module's version and the branch table.
 */
#pragma once

#include "core/proc.h"
#include "dirs.h"
#include "drivercache.h"
#include "toolkit.h"

struct driver {
	enum driver_result result;
	int code;
	struct version cuda; /* newest supported; for ANSWERED and DERIVED */
	const char
		*kernel; /* the module's version, "580.65.06"; NULL when there is none */
	const char *library; /* the libcuda that answered; NULL */
	const char *given;   /* the file that was to be loaded; NULL: the loader's own */
	bool foreign;	     /* it is another machine's, which nobody asks */
};

struct drivers {
	struct arena *arena;
	const struct machine *machine;
	const struct dirs *dirs;
	const struct vars *vars; /* the environment that the library would be found in */
};

/* A fresh answer from the cache, or DRIVER_NOT_QUERIED. Loads and runs nothing. */
struct driver driver_cached(const struct drivers *drivers);
/* The cached answer when it is fresh and `anew` is false, else asks and keeps the answer
 * (failing to keep it is no error). */
struct driver driver_query(const struct drivers *drivers, bool anew);

/* Runs the helper on the library that these variables lead to: `verb` is what it is asked
 * ("init"), NULL for the version. 0, or a negative errno when it could not be run. */
_must_check_ int driver_probe(const struct drivers *drivers, const char *verb,
	int timeout_ms, struct proc_result *result);

/* What the driver says, for people: "CUDA 13.0", "no driver", "libcuda crashed (signal
 * 11)". */
const char *driver_text(struct arena *arena, const struct driver *driver);
