/* SPDX-License-Identifier: MIT
 * Gathers all facts. The driver's libraries are probed in the meantime.
 */
#pragma once

#include "facts.h"
#include "observations.h"
#include "probe_run.h"

/* Fills `facts`. With `bandwidth`, also measures copies to each GPU, which takes seconds.
 */
void gather_facts(const struct subject *subject, struct observations *observations,
	struct probe_run *probe, bool bandwidth, struct facts *facts);
