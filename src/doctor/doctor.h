/* SPDX-License-Identifier: MIT
 * What every check is given, and how it tells what it found.
 *
 * A check is a row of the table in checks.c and one function. The function looks at the
 * facts (facts.h), which are gathered before, and at files through the machine; where it
 * finds nothing wrong it says nothing. Nothing here changes anything.
 */
#pragma once

#include "core/out.h"
#include "core/proc.h"
#include "model/driver.h"
#include "model/selection.h"

struct doctor;
struct facts;
struct answers;
struct redaction;

enum severity { SEVERITY_OK, SEVERITY_NOTE, SEVERITY_WARN, SEVERITY_ERROR };

/* Which of the two questions a check answers: can this shell run, can it build programs?
 */
enum { FOR_RUN = 1, FOR_BUILD = 2, FOR_BOTH = FOR_RUN | FOR_BUILD };

struct check {
	const char *id; /* API: never renamed */
	const char *group;
	const char *title; /* what holds when all is well */
	const char
		*requires; /* ids, separated by blanks: skipped when one of them failed */
	const char *explains; /* ids: what they found is a consequence of this */
	void (*run)(struct doctor *doctor);
	unsigned concerns; /* FOR_RUN, FOR_BUILD */
};

/* The table, ended by a row without an id. Read this first: checks.c. */
extern const struct check checks[];
const struct check *check_find(const char *id);

enum result { RESULT_NOT_RUN, RESULT_OK, RESULT_FOUND, RESULT_SKIPPED };

struct outcome {
	enum result result;
	enum severity worst; /* for FOUND */
	const char *reason;  /* for SKIPPED */
};

struct evidence {
	const char *place; /* a file, a variable, a call */
	const char *said;  /* what it said; NULL: that it is there says enough */
};

struct finding {
	const struct check *check;
	enum severity severity;
	const char *cause;
	const char *effect; /* NULL */
	struct evidence *evidence;
	size_t n_evidence;
	struct strv fixes;  /* the exact lines to type */
	const char *advice; /* what cannot be typed; NULL */
	const char *folded; /* the id of the check that explains it; NULL */
};

/* The program that was run first (-- CMD). */
struct command_run {
	const char *name; /* NULL: none was */
	int status;
	struct strv ids; /* the checks that what it said points to */
};

struct doctor {
	struct arena *arena;
	struct out out;
	struct vars vars; /* of the shell or process that is asked about */
	/* What the helper that loads the driver's libraries gets, and as whom it runs
	 * (NULL: as ourselves). */
	struct vars helper_vars;
	const struct owner *helper_owner;
	struct dirs dirs;
	struct settings settings;
	struct machine machine;
	struct registry registry;
	struct selection selection;
	struct toolkit *selected; /* NULL: system, or nothing */
	const char *cwd;
	struct answers *answers;
	struct facts *facts;
	struct redaction *redaction; /* NULL until something is redacted */
	unsigned wanted;	     /* --for */
	bool bandwidth;		     /* --gpu */
	int timeout_ms;		     /* for an answer of the driver's libraries */
	const char *pid;	     /* --pid */
	struct command_run command;

	const struct check *running;
	struct outcome *outcomes; /* one for each row of `checks` */
	struct finding *findings;
	size_t n_findings;
};

/* --- for checks ----------------------------------------------------------------------
 */

/* A finding of the running check; the four below add to it. */
void found(struct doctor *doctor, enum severity severity, const char *cause, ...)
	_printf_(3, 4);
void evidence(struct doctor *doctor, const char *place, const char *said, ...)
	_printf_(3, 4);
/* The same without a word said: the place itself tells. */
void evidence_place(struct doctor *doctor, const char *place);
void effect(struct doctor *doctor, const char *format, ...) _printf_(2, 3);
/* A line to type: what stands for %s is quoted for the shell where it needs to be. The
 * format may have %s, %d, %u, %zu and %% alone. */
void fix(struct doctor *doctor, const char *format, ...) _printf_(2, 3);
void fix_line(struct doctor *doctor, const char *line);
/* `s` as a word of a shell: quoted where it needs to be. */
const char *shell_word(struct arena *arena, const char *s);
void advise(struct doctor *doctor, const char *format, ...) _printf_(2, 3);
/* The running check does not apply here. */
void skip(struct doctor *doctor, const char *reason);

/* --- for reports ---------------------------------------------------------------------
 */

const struct outcome *outcome_of(const struct doctor *doctor, const struct check *check);
const char *severity_name(enum severity severity);

enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_UNKNOWN };

struct counts {
	int error, warning, note, ok, skipped, folded;
};

struct counts doctor_counts(const struct doctor *doctor);
enum verdict doctor_verdict(const struct doctor *doctor, unsigned question);
const char *verdict_name(enum verdict verdict);

/* Runs the checks: those of `only` (none: all), without those of `skip`. */
void doctor_run(struct doctor *doctor, const struct strv *only, const struct strv *skip);

void report_text(struct doctor *doctor, bool verbose);
void report_json(struct doctor *doctor);
void report_markdown(struct doctor *doctor);
void report_github(struct doctor *doctor);
