/* SPDX-License-Identifier: MIT
 * Runs the checks in the order of the table, and folds what one finding explains of
 * others, so that one broken thing is one error.
 */
#include "config.h"

#include "doctor/gather/facts.h"

static size_t n_checks(void)
{
	size_t n = 0;

	while (checks[n].id)
		n++;
	return n;
}

const struct check *check_find(const char *id)
{
	for (const struct check *c = checks; c->id; c++)
		if (streq(c->id, id))
			return c;
	return NULL;
}

const struct outcome *outcome_of(const struct doctor *doctor, const struct check *check)
{
	return &doctor->outcomes[check - checks];
}

/* Is `id` one of the words of `list`? */
static bool lists(struct doctor *doctor, const char *list, const char *id)
{
	struct strv words = strv_words(doctor->arena, list);

	return strv_has(&words, id);
}

/* The first of the required checks that found an error, or NULL. */
static const char *missing_ground(struct doctor *doctor, const struct check *check)
{
	struct strv ids = strv_words(doctor->arena, check->requires);

	for (size_t i = 0; i < ids.n; i++) {
		const struct check *ground = check_find(ids.v[i]);

		if (ground && outcome_of(doctor, ground)->result == RESULT_FOUND &&
			outcome_of(doctor, ground)->worst == SEVERITY_ERROR)
			return ground->id;
	}
	return NULL;
}

/* Why a whole group has nothing to look at here; NULL when it has. */
static const char *nothing_there(struct doctor *doctor, const char *group)
{
	static const char *const of_driver[] = { "driver", "device", "cuda", "gpu" };
	const struct facts *facts = doctor->facts;
	bool any = facts->hardware.n || facts->kernel.module || facts->libcuda.n ||
		   facts->cuda.asked == ASKED_ANSWERED ||
		   facts->cuda.asked == ASKED_CRASHED || facts->cuda.asked == ASKED_HANGS;

	for (size_t i = 0; i < ARRAY_SIZE(of_driver); i++)
		if (streq(group, of_driver[i]) && !any)
			return "no GPU and no driver here";
	if (streq(group, "python") && !facts->python.site)
		return "no Python environment is active";
	if ((streq(group, "toolkit") || streq(group, "build")) && !facts->compilers.n &&
		!toolkit_active(doctor) && !doctor->selected)
		return "no toolkit here";
	return NULL;
}

static void run_one(struct doctor *doctor, const struct check *check)
{
	struct outcome *outcome = &doctor->outcomes[check - checks];
	const char *ground = missing_ground(doctor, check);

	doctor->running = check;
	if (!(check->concerns & doctor->wanted)) {
		skip(doctor, "not asked for");
	} else if (ground) {
		skip(doctor, arena_printf(doctor->arena, "%s failed", ground));
	} else if (nothing_there(doctor, check->group)) {
		skip(doctor, nothing_there(doctor, check->group));
	} else {
		check->run(doctor);
		if (outcome->result == RESULT_NOT_RUN)
			outcome->result = RESULT_OK;
	}
}

/* What explains a finding must be at least as bad: a note hides no error. Of two that
 * explain each other the first one stands. */
static const char *explained_by(struct doctor *doctor, const struct finding *finding)
{
	for (size_t i = 0; i < doctor->n_findings; i++) {
		const struct finding *other = &doctor->findings[i];

		if (other->check != finding->check &&
			other->severity >= finding->severity &&
			lists(doctor, other->check->explains, finding->check->id) &&
			!(finding->check < other->check &&
				lists(doctor, finding->check->explains,
					other->check->id)))
			return other->check->id;
	}
	return NULL;
}

void doctor_run(
	struct doctor *doctor, const struct strv *only, const struct strv *without)
{
	doctor->outcomes =
		arena_alloc(doctor->arena, n_checks() * sizeof(struct outcome));
	for (const struct check *c = checks; c->id; c++)
		if ((!only->n || strv_has(only, c->id) || strv_has(only, c->group)) &&
			!strv_has(without, c->id) && !strv_has(without, c->group))
			run_one(doctor, c);
	for (size_t i = 0; i < doctor->n_findings; i++)
		doctor->findings[i].folded = explained_by(doctor, &doctor->findings[i]);
}

struct counts doctor_counts(const struct doctor *doctor)
{
	struct counts counts = { 0 };

	for (size_t i = 0; i < doctor->n_findings; i++) {
		const struct finding *f = &doctor->findings[i];

		if (f->folded)
			counts.folded++;
		else if (f->severity == SEVERITY_ERROR)
			counts.error++;
		else if (f->severity == SEVERITY_WARN)
			counts.warning++;
		else
			counts.note++;
	}
	for (const struct check *c = checks; c->id; c++) {
		counts.ok += outcome_of(doctor, c)->result == RESULT_OK;
		counts.skipped += outcome_of(doctor, c)->result == RESULT_SKIPPED;
	}
	return counts;
}

enum verdict doctor_verdict(const struct doctor *doctor, unsigned question)
{
	const struct facts *facts = doctor->facts;

	for (size_t i = 0; i < doctor->n_findings; i++)
		if (doctor->findings[i].severity == SEVERITY_ERROR &&
			(doctor->findings[i].check->concerns & question))
			return VERDICT_NO;
	if (question == FOR_BUILD)
		return facts->compilers.n ? VERDICT_YES : VERDICT_NO;
	if (facts->cuda.asked == ASKED_NOT)
		return VERDICT_UNKNOWN;
	return facts->cuda.asked == ASKED_ANSWERED && facts->cuda.init == 0 &&
			       facts->cuda.n
		       ? VERDICT_YES
		       : VERDICT_NO;
}
