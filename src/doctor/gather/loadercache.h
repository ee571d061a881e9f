/* SPDX-License-Identifier: MIT
 * The loader's cache, /etc/ld.so.cache (glibc, sysdeps/generic/dl-cache.h).
 */
#pragma once

#include "model/machine.h"

/* The entries that matter to CUDA, "SONAME<tab>PATH" a line, in the order in which the
 * loader takes them; "" when there is no cache that can be read. */
char *loadercache_read(const struct machine *machine);
