/* SPDX-License-Identifier: MIT
 * A finding: what a check found wrong, with its cause, its effect, the evidence, and how
 * to fix it. Findings live in the arena of their examination; nothing limits their number
 * or that of their parts.
 */
#pragma once

#include "core/str.h"

struct check;
struct exam;

enum severity { SEVERITY_OK, SEVERITY_NOTE, SEVERITY_WARN, SEVERITY_ERROR };

struct evidence {
	const char *location; /* a file, a variable, a call */
	const char *content;  /* NULL: the existence of the location is the evidence */
};

struct finding {
	struct arena *arena;
	bool root; /* its commands are for root: without sudo */
	const struct check *check;
	enum severity severity;
	const char *cause;
	const char *effect; /* NULL */
	struct evidence *evidence;
	size_t n_evidence, evidence_room;
	struct strv fixes;	  /* commands to run, in order */
	struct strv removals;	  /* NAME<tab>ELEMENT of a path variable */
	const char *advice;	  /* what no command does; NULL */
	const char *explained_by; /* the id of the check whose finding causes it; NULL */
};

/* Adds a finding of the check that is running. */
struct finding *finding_new(
	struct exam *exam, enum severity severity, const char *cause, ...) _printf_(3, 4);
void finding_evidence(struct finding *finding, const char *location, const char *content,
	...) _printf_(3, 4);
/* Raises the severity. */
void finding_worsen(struct exam *exam, struct finding *finding, enum severity severity);
/* Adds a location whose existence is the evidence. */
void finding_evidence_at(struct finding *finding, const char *location);
void finding_effect(struct finding *finding, const char *format, ...) _printf_(2, 3);
/* Adds a command. Each string that replaces %s is quoted for the shell if it needs to be.
 * The format may contain only %s, %d, %u, %zu and %%. */
void finding_fix(struct finding *finding, const char *format, ...) _printf_(2, 3);
/* Adds a command that is already quoted. For root, each sudo in it is removed, unless the
 * command is for the host of a container. */
void finding_fix_line(struct finding *finding, const char *line);
/* Adds what no command does; several are separated by semicolons. */
void finding_advice(struct finding *finding, const char *format, ...) _printf_(2, 3);
/* Adds the removal of an element from a path variable. The commands are composed when all
 * checks have run, so that those of several findings do not undo each other. */
void finding_removal(struct finding *finding, const char *name, const char *element);
/* Returns "ok", "note", "warning" or "error". */
const char *severity_name(enum severity severity);
