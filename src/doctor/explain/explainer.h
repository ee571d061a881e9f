/* SPDX-License-Identifier: MIT
 * Explains a text: an argument, a file descriptor, or what a program prints while it
 * runs. Text goes in, explanations come out; printing them is the report's task.
 */
#pragma once

#include "doctor/subject.h"
#include "explanation.h"

struct explainer {
	const struct subject *subject;
	struct knowledge knowledge;
	struct scan *scan;
	struct conditions conditions;
};

/* Explains a complete text. A text that is only a number is an error number of any API. */
struct explanations explainer_text(struct explainer *explainer,
	const struct subject *subject, const char *text, size_t n);
/* Explains what `fd` provides until its end, in constant memory. Returns 0 or a negative
 * errno. */
_must_check_ int explainer_fd(struct explainer *explainer, const struct subject *subject,
	int fd, struct explanations *explanations);

/* The same in parts, for text that arrives in pieces. */
void explainer_begin(struct explainer *explainer, const struct subject *subject);
void explainer_feed(void *explainer, const char *bytes, size_t n);
struct explanations explainer_end(struct explainer *explainer);
