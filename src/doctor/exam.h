/* SPDX-License-Identifier: MIT
 * An examination: what a check reads, and where its findings go. A check can read the
 * subject's files and variables and the facts; it can neither run the probe nor start
 * a process.
 */
#pragma once

#include "gather/facts.h"
#include "subject.h"

struct check;
struct finding;

/* The two questions: can this shell run programs, and can it build them? */
enum { FOR_RUN = 1, FOR_BUILD = 2, FOR_BOTH = FOR_RUN | FOR_BUILD };

enum outcome_kind { OUTCOME_NOT_RUN, OUTCOME_OK, OUTCOME_FOUND, OUTCOME_SKIPPED };

struct outcome {
	const struct check *check;
	const char *id, *group; /* of the check */
	enum outcome_kind kind;
	int worst;	    /* severity, if FOUND */
	const char *reason; /* if SKIPPED */
};

struct exam {
	struct arena *arena;
	struct subject *subject;
	const struct facts *facts;
	unsigned questions; /* the ones to answer */

	struct outcome *outcomes; /* one for each check, in the order in which they run */
	size_t n_outcomes;
	struct outcome *running;
	struct finding **findings;
	size_t n_findings, findings_room;
};

/* The running check does not apply to this subject. */
void exam_skip(struct exam *exam, const char *reason);
/* Returns the outcome of a check by its id, or NULL if there is no such check. */
const struct outcome *exam_outcome(const struct exam *exam, const char *id);
/* Returns whether the check with this id has run and found something. */
bool exam_found(const struct exam *exam, const char *id);
