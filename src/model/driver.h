/* SPDX-License-Identifier: MIT
 * What this machine's driver can run: the newest CUDA version that it supports, as
 * cuDriverGetVersion returns it. level.h compares a toolkit with it.
 *
 * The driver library is never loaded in this process. A helper program loads it, under a
 * time limit (driver_query), and the result is cached under the identity of the library
 * and of the kernel module (driver_cached). For a foreign target machine nothing is
 * loaded: the version is derived from its kernel module's version and the branch table.
 */
#pragma once

#include "core/proc.h"
#include "dirs.h"
#include "drivercache.h"
#include "toolkit.h"

struct driver {
	enum driver_result result;
	int code;
	struct version cuda;  /* the newest supported; for QUERIED and DERIVED */
	const char *kernel;   /* the module's version, "580.65.06"; NULL if not loaded */
	const char *library;  /* the libcuda that was queried, or NULL */
	const char *given;    /* the file to load; NULL: as the loader finds it */
	bool foreign;	      /* the driver of another machine, which is never queried */
	const char *distrust; /* why the library is not loaded (ownership.h), or NULL */
};

/* What a query needs; nothing in it is owned. */
struct drivers {
	struct arena *arena;
	const struct machine *machine;
	const struct dirs *dirs;
	const struct vars *vars; /* the environment in which the library is looked up */
};

/* Returns the cached result if it is still valid, else DRIVER_NOT_QUERIED. It loads and
 * runs nothing. */
struct driver driver_cached(const struct drivers *drivers);
/* Returns the cached result if it is still valid and `refresh` is false. Otherwise it
 * queries the driver and caches the result; failure to cache it is not an error. */
struct driver driver_query(const struct drivers *drivers, bool refresh);

/* Runs the helper program for the library that these variables select. `subcommand` is
 * what it queries ("init"), NULL for only the version. The time limit is in milliseconds.
 * Returns 0 or a negative errno if the helper could not be started. */
_must_check_ int driver_probe(const struct drivers *drivers, const char *subcommand,
	int timeout_ms, struct proc_result *result);
/* Returns the value of the first line "key=value" of the helper's output, or NULL. */
const char *driver_probe_field(const struct strv *lines, const char *key);

/* Returns the result as a phrase for messages: "CUDA 13.0", "no driver (...)",
 * "libcuda crashed (signal 11)". */
const char *driver_text(struct arena *arena, const struct driver *driver);
