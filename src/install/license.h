/* SPDX-License-Identifier: MIT
 * The licenses of the components that are installed: the user accepts each once.
 */
#pragma once

#include "plan.h"

/* Returns the names of the licenses, each once. */
struct strv license_names(struct arena *arena, const struct plan *plan);
/* Asks the user to accept those that are not accepted yet or, without a terminal, prints
 * how to accept them. `given` is --accept-license. */
_must_check_ enum status license_accept(
	struct session *session, const struct strv *names, bool given);
