/* SPDX-License-Identifier: MIT
 * The licences of what is installed: named, and accepted once by this user.
 */
#pragma once

#include "plan.h"

/* The different ones, each once. */
struct strv license_names(struct arena *arena, const struct plan *plan);
/* Asks for those not accepted yet, or says how to accept. `given` is --accept-license. 0
 * or an exit code. */
_must_check_ int license_accept(
	struct session *app, const struct strv *names, bool given);
