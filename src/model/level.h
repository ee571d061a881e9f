/* SPDX-License-Identifier: MIT
 * How a toolkit fits the driver (cudaenv(1), "Levels").
 */
#pragma once

#include "driver.h"

enum level { LEVEL_UNKNOWN, LEVEL_OK, LEVEL_MINOR, LEVEL_FORWARD, LEVEL_UNSUPPORTED };

enum level level_of(const struct drivers *drivers, const struct driver *driver,
	struct toolkit *toolkit);
/* "ok", "minor", ... */
const char *level_name(enum level level);
/* The toolkit's directory with a forward-compatible libcuda, or NULL. */
const char *level_compat_dir(const struct toolkit *toolkit);
