/* SPDX-License-Identifier: MIT
 * The active Python environment.
 */
#pragma once

#include "facts.h"

/* Returns an installed distribution by its name, in lower case and with "_" for "-", or
 * NULL. */
const struct dist *python_dist(const struct python *python, const char *name);
