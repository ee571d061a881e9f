/* SPDX-License-Identifier: MIT
 * A recipe: a fix that differs between systems, from data/fixes.rec. The system of the
 * subject decides which of its lines apply.
 */
#pragma once

#include "exam.h"
#include "finding.h"

struct recipe_system {
	bool debian, nvidia_repository;
	const char *version; /* VERSION_ID of os-release; "" */
};

struct recipe_system recipe_system(const struct exam *exam);
/* Adds the lines of the recipe `id` that apply to the subject. `words` are pairs of a name
 * and the value that replaces {name}, ending with NULL. A recipe that cannot be read adds
 * nothing. */
void recipe_add(const struct exam *exam, struct finding *finding, const char *id,
	const char *const *words);
