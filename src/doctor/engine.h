/* SPDX-License-Identifier: MIT
 * Runs the checks, and folds findings that follow from others, so that one broken thing
 * is one error.
 */
#pragma once

#include "exam.h"

enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_UNKNOWN };

struct counts {
	int error, warning, note, ok, skipped, explained;
};

/* Runs the checks: those whose id or group is in `only` (all if it is empty), without
 * those in `without`. */
void engine_run(struct exam *exam, const struct strv *only, const struct strv *without);
/* Counts findings by severity, and checks by outcome. */
struct counts engine_counts(const struct exam *exam);
/* Answers one of the two questions, FOR_RUN or FOR_BUILD. It is unknown if it was not
 * requested, or if a check that concerns it did not run. */
enum verdict engine_verdict(const struct exam *exam, unsigned question);
/* Returns "no", "yes" or "unknown". */
const char *verdict_name(enum verdict verdict);
