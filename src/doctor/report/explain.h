/* SPDX-License-Identifier: MIT
 * What a check looks for, what an error number means, what a message comes from: answered
 * from tables alone (explain.tsv, error_codes.tsv, messages.tsv).
 */
#pragma once

#include "doctor/doctor.h"

/* Answers for an id, a number, or the text of a message; 1 when nothing is known of it.
 */
int explain(struct doctor *doctor, const char *what);
/* The ids of the checks that the messages in `text` point to, each once. */
struct strv explain_ids(struct doctor *doctor, const char *text);
/* One check: what it looks for, why it matters, and what mends it. */
void explain_check(struct doctor *doctor, const struct check *check);
