/* SPDX-License-Identifier: MIT
 * --explain: prints what a check examines, or what a text means (explain/explainer.h).
 */
#pragma once

#include "doctor/doctor.h"
#include "doctor/explain/explainer.h"

#include "core/json.h"

/* Explains the id of a check, an error number or a text; "-" is standard input.
 * Returns STATUS_FAILED if nothing is known about it. */
enum status explain(struct doctor *doctor, const char *what, bool json);
/* Prints a check: what it examines, why that matters, and how to fix it. */
void explain_check(struct doctor *doctor, const struct check *check);
/* Prints explanations as text, and as the array `explanations` of a JSON object. */
void explain_print(struct doctor *doctor, const struct explanations *explanations);
void explain_json(struct json *json, const struct explanations *explanations);
/* Prints the mistakes in the files of the knowledge. */
void explain_notes(struct doctor *doctor, const struct knowledge *knowledge);
