/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exam.h"

void exam_skip(struct exam *exam, const char *reason)
{
	exam->running->kind = OUTCOME_SKIPPED;
	exam->running->reason = reason;
}

const struct outcome *exam_outcome(const struct exam *exam, const char *id)
{
	for (size_t i = 0; i < exam->n_outcomes; i++)
		if (streq(exam->outcomes[i].id, id))
			return &exam->outcomes[i];
	return NULL;
}

bool exam_found(const struct exam *exam, const char *id)
{
	const struct outcome *outcome = exam_outcome(exam, id);

	return outcome && outcome->kind == OUTCOME_FOUND;
}
