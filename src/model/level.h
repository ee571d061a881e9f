/* SPDX-License-Identifier: MIT
 * The compatibility level of a toolkit and the driver (cudaenv(1), "Levels").
 */
#pragma once

#include "driver.h"
#include "registry.h"

enum level { LEVEL_UNKNOWN, LEVEL_OK, LEVEL_MINOR, LEVEL_FORWARD, LEVEL_UNSUPPORTED };

/* Returns the level of this toolkit with this driver. */
enum level level_of(const struct drivers *drivers, const struct driver *driver,
	struct toolkit *toolkit);
/* Returns the newest installed toolkit that this driver can run, or NULL. */
struct toolkit *level_newest_runnable(const struct drivers *drivers,
	const struct driver *driver, struct registry *registry);
/* Returns the oldest driver that runs this toolkit ("580.65.06"; before 11.0 a branch, "440"),
 * or NULL if that is unknown. */
const char *level_required_driver(const struct drivers *drivers, struct version toolkit);
/* Returns the level's name: "ok", "minor", ... */
const char *level_name(enum level level);
/* Returns the toolkit's directory with a forward-compatible libcuda, as a path for
 * programs to use, or NULL if it has none. */
const char *level_compat_dir(const struct toolkit *toolkit);
