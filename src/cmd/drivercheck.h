/* SPDX-License-Identifier: MIT
 * Whether the driver can run what is about to be selected.
 */
#pragma once

#include "command.h"

/* Reports the level of each toolkit of a resolved selection unless it is `ok' or `unknown'.
 * With the strict policy, refuses an unsupported one unless `force`. */
enum status drivercheck_selection(
	struct session *session, const struct selection *selection, bool force);
/* The same for the toolkit that the machine-wide link is about to point to, which is
 * refused whatever the policy is, unless `force` or the policy is off. */
enum status drivercheck_machine(
	struct session *session, struct toolkit *toolkit, bool force);
