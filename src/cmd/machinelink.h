/* SPDX-License-Identifier: MIT
 * The machine-wide selection: the link /usr/local/cuda, and /usr/local/cuda-<major> where
 * that is a link too. They are plain links, replaced with rename(2), or a group of
 * update-alternatives(1), which then changes them.
 */
#pragma once

#include "command.h"

/* Makes the links point to the toolkit of `wanted`. Prints its own errors. */
enum status machinelink_set(struct session *session, const struct resolution *wanted,
	bool force, bool dry_run);
/* Returns an alternatives group to its automatic choice. Prints its own errors. */
enum status machinelink_unset(struct session *session, bool dry_run);
