/* SPDX-License-Identifier: MIT
 * What a check looks for, what an error number means, what a message comes from. The
 * texts come from the checks and from the tables error_codes.tsv and messages.tsv.
 */
#pragma once

#include "doctor/doctor.h"

/* Explains an id, a number, or the text of a message. Returns the exit status: 1 if
 * nothing is known about it. */
int explain(struct doctor *doctor, const char *what);
/* Returns the ids of the checks that the messages in `text` point to, each one once. */
struct strv explain_ids(struct doctor *doctor, const char *text);
/* Prints what a check looks for, why it matters, and how to fix it. */
void explain_check(struct doctor *doctor, const struct check *check);
