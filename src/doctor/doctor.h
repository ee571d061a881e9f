/* SPDX-License-Identifier: MIT
 * One run of cudaenv-doctor: the subject, what was gathered about it, and the examination.
 * main() owns it; the report and the capture read it.
 */
#pragma once

#include "exam.h"
#include "explain/explanation.h"
#include "gather/observations.h"
#include "gather/probe_run.h"

#include "session/session.h"

struct redaction;

/* The program that was run first (-- COMMAND). */
struct command_run {
	const char *name; /* NULL: none was run */
	int status;
	struct strv ids; /* the checks that examine the causes of its messages */
	struct explanations explanations;
};

struct doctor {
	struct session session;
	bool color;		/* of the text report */
	struct subject subject; /* refers to the session */
	struct observations *observations;
	struct probe_run probe;
	struct facts *facts;
	struct exam exam;
	struct redaction *redaction; /* NULL until something is redacted */
	struct command_run command;
};
