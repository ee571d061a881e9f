/* SPDX-License-Identifier: MIT
 * The machine-wide selection: the link /usr/local/cuda, and /usr/local/cuda-<major> where
 * that is a link too. Either plain links, replaced by rename(2), or a group of
 * update-alternatives(1), which is then told.
 */
#pragma once

#include "command.h"

/* Exit codes; all that is wrong has been said. */
int machinelink_set(struct session *session, const char *spec, bool force, bool dry_run);
/* Gives an alternatives group back to its automatic choice. */
int machinelink_unset(struct session *session, bool dry_run);
