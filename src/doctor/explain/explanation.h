/* SPDX-License-Identifier: MIT
 * What a text means: the messages in it that are known, the first cause before its
 * consequences, at most CAUSES_SHOWN causes in all, and those first that are seen here.
 *
 * This is a pure function of the text, the files of the knowledge, and the conditions
 * that hold on the machine.
 */
#pragma once

#include "knowledge.h"
#include "scan.h"

enum { CAUSES_SHOWN = 3, HARMLESS_SHOWN = 3 };

/* Whether a condition holds on the machine ("container", "ubuntu"). */
struct conditions {
	bool (*holds)(const void *arg, const char *condition);
	const void *arg;
};

struct explained_cause {
	const char *text;
	struct strv signs;
	bool seen;	   /* this machine's state is that of this cause */
	struct strv fixes; /* commands, complete and in order */
	struct strv advice;
	struct strv checks;
};

struct explanation {
	const char *id, *family, *means;
	enum message_kind kind;
	size_t line;	   /* where it is in the text */
	const char *quote; /* that line */
	struct explained_cause *cause;
	size_t n;
	struct strv sources;
};

/* Errors first, most likely cause first; then what is harmless or normal. */
struct explanations {
	struct explanation *v;
	size_t n;
	size_t lines; /* of the text */
};

struct explanations explanations_of(struct knowledge *knowledge, const struct hit *hits,
	size_t n, const struct conditions *conditions);
/* The entry for an error number of one API, "cuda" or "nvml". */
struct explanations explanations_of_number(struct knowledge *knowledge,
	const char *number, const struct conditions *conditions);
/* Whether all of the conditions hold: "container, !wsl". */
bool conditions_hold(
	struct arena *arena, const struct conditions *conditions, const char *list);
