/* SPDX-License-Identifier: MIT
 * The loader's cache, /etc/ld.so.cache (glibc, sysdeps/generic/dl-cache.h).
 */
#pragma once

#include "model/machine.h"

/* Returns the entries that matter to CUDA, "SONAME<tab>PATH" per line, in the order in
 * which the loader takes them; "" if the cache cannot be read. */
char *loadercache_read(const struct machine *machine);
