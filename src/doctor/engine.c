/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine.h"

#include "check/check.h"
#include "fix.h"
#include "gather/loader.h"

/* Is `id` one of the words of `list`? */
static bool lists(struct arena *arena, const char *list, const char *id)
{
	struct strv words = strv_words(arena, list ? list : "");

	return strv_has(&words, id);
}

/* Returns the id of the first required check that found an error, or NULL. */
static const char *failed_requirement(const struct exam *exam, const struct check *check)
{
	struct strv ids = strv_words(exam->arena, check->requires ? check->requires : "");

	for (size_t i = 0; i < ids.n; i++) {
		const struct outcome *outcome = exam_outcome(exam, ids.v[i]);

		if (outcome && outcome->kind == OUTCOME_FOUND &&
			outcome->worst == SEVERITY_ERROR)
			return outcome->id;
	}
	return NULL;
}

static void run_one(struct exam *exam, const char *absent)
{
	struct outcome *outcome = exam->running;
	const char *failed = failed_requirement(exam, outcome->check);

	if (!(outcome->check->concerns & exam->questions)) {
		exam_skip(exam, "not requested");
	} else if (failed) {
		exam_skip(exam, arena_printf(exam->arena, "%s failed", failed));
	} else if (absent) {
		exam_skip(exam, absent);
	} else {
		outcome->check->run(exam);
		if (outcome->kind != OUTCOME_NOT_RUN)
			return;
		absent = outcome->check->absent(exam);
		if (absent)
			exam_skip(exam, absent);
		else
			outcome->kind = OUTCOME_OK;
	}
}

static void list_outcomes(struct exam *exam)
{
	size_t n = 0;

	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			n++;
	exam->outcomes = arena_alloc(exam->arena, n * sizeof(struct outcome));
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			exam->outcomes[exam->n_outcomes++] = (struct outcome){
				.check = c, .id = c->id, .group = g->name
			};
}

static bool runs_before(
	const struct exam *exam, const struct check *a, const struct check *b)
{
	size_t i = 0;

	while (exam->outcomes[i].check != a && exam->outcomes[i].check != b)
		i++;
	return exam->outcomes[i].check == a;
}

/* A finding is explained only by one that is at least as severe: a note hides no error.
 * If two explain each other, the first one is kept. */
static const char *explained_by(const struct exam *exam, const struct finding *finding)
{
	const struct check *check = finding->check;

	for (size_t i = 0; i < exam->n_findings; i++) {
		const struct finding *other = exam->findings[i];

		if (other->check != check && other->severity >= finding->severity &&
			lists(exam->arena, other->check->explains, check->id) &&
			!(runs_before(exam, check, other->check) &&
				lists(exam->arena, check->explains, other->check->id)))
			return other->check->id;
	}
	return NULL;
}

static bool names(const struct strv *list, const char *id, const char *group)
{
	return strv_has(list, id) || strv_has(list, group);
}

void engine_run(struct exam *exam, const struct strv *only, const struct strv *without)
{
	struct outcome *outcome;

	list_outcomes(exam);
	outcome = exam->outcomes;
	for (const struct check_group *g = check_groups; g->name; g++) {
		const char *absent = g->absent ? g->absent(exam) : NULL;

		for (const struct check *c = g->checks; c->id; c++, outcome++) {
			exam->running = outcome;
			if ((!only->n || names(only, c->id, g->name)) &&
				!names(without, c->id, g->name))
				run_one(exam, absent);
		}
	}
	fix_settle(exam);
	for (size_t i = 0; i < exam->n_findings; i++)
		exam->findings[i]->explained_by = explained_by(exam, exam->findings[i]);
}

struct counts engine_counts(const struct exam *exam)
{
	struct counts counts = { 0 };

	for (size_t i = 0; i < exam->n_findings; i++) {
		const struct finding *f = exam->findings[i];

		if (f->explained_by)
			counts.explained++;
		else if (f->severity == SEVERITY_ERROR)
			counts.error++;
		else if (f->severity == SEVERITY_WARN)
			counts.warning++;
		else
			counts.note++;
	}
	for (size_t i = 0; i < exam->n_outcomes; i++) {
		counts.ok += exam->outcomes[i].kind == OUTCOME_OK;
		counts.skipped += exam->outcomes[i].kind == OUTCOME_SKIPPED;
	}
	return counts;
}

/* Returns whether every check that concerns the question had its turn, so that no error
 * could be missed. */
static bool all_examined(const struct exam *exam, unsigned question)
{
	if (!(exam->questions & question))
		return false;
	for (size_t i = 0; i < exam->n_outcomes; i++)
		if ((exam->outcomes[i].check->concerns & question) &&
			exam->outcomes[i].kind == OUTCOME_NOT_RUN)
			return false;
	/* The headers of a toolkit must agree with it. */
	return question != FOR_BUILD || !exam->facts->compilers.n || exam->facts->libc;
}

enum verdict engine_verdict(const struct exam *exam, unsigned question)
{
	const struct cuda *cuda = &exam->facts->cuda;

	for (size_t i = 0; i < exam->n_findings; i++)
		if (exam->findings[i]->severity == SEVERITY_ERROR &&
			(exam->findings[i]->check->concerns & question))
			return VERDICT_NO;
	if (!all_examined(exam, question))
		return VERDICT_UNKNOWN;
	if (question == FOR_BUILD)
		return exam->facts->compilers.n ? VERDICT_YES : VERDICT_NO;
	if (cuda->probed == PROBE_NOT_RUN || loader_by_runpath(&exam->facts->libcuda))
		return VERDICT_UNKNOWN;
	return cuda->probed == PROBE_OK && cuda->init == 0 && cuda->n ? VERDICT_YES
								      : VERDICT_NO;
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "no", "yes", "unknown" };

	return names[verdict];
}
