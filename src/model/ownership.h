/* SPDX-License-Identifier: MIT
 * Who can change a file: code is run only from files that no untrusted user can change.
 *
 * root trusts only root. Another user trusts root and itself, whatever the mode of its own
 * and root's files is.
 */
#pragma once

#include "machine.h"

/* Returns why `user` does not trust `path` of the machine: "/data/cuda (owner uid 1000, mode
 * 0775) can be changed by another user". It names `path` or a directory above it, on the
 * way that the path takes or above the file that it resolves to. Returns NULL if the path
 * is trusted. */
const char *ownership_problem(
	const struct machine *machine, uid_t user, const char *path);
