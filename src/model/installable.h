/* SPDX-License-Identifier: MIT
 * Whether `cudaenv install' could install a spec, so that no message advises in vain.
 */
#pragma once

#include "core/arena.h"

/* Returns why no release can be installed for the valid spec `word`, or NULL. It reads the
 * table of releases below the data directory `data`; a release that is newer than the table
 * may exist. */
const char *installable_problem(struct arena *arena, const char *data, const char *word);
