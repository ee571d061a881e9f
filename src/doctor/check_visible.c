/* SPDX-License-Identifier: MIT
 * CUDA_VISIBLE_DEVICES: does it name GPUs that there are?
 */
#include "config.h"

#include "checks.h"

#include <ctype.h>
#include <stdlib.h>

/* How many GPUs there are, whatever the variable hides. */
static size_t gpus_in_all(const struct doctor *doctor)
{
	const struct facts *f = doctor->facts;

	return f->cuda_visible.n ? f->cuda_visible.n : f->nvml.n ? f->nvml.n : f->cuda.n;
}

static bool known_uuid(const struct doctor *doctor, const char *token)
{
	const struct facts *f = doctor->facts;

	for (size_t i = 0; i < f->nvml.n; i++)
		if (f->nvml.gpu[i].uuid && skip_prefix(f->nvml.gpu[i].uuid, token))
			return true;
	for (size_t i = 0; i < f->cuda_visible.n; i++)
		if (f->cuda_visible.gpu[i].uuid &&
			skip_prefix(f->cuda_visible.gpu[i].uuid, token))
			return true;
	for (size_t i = 0; i < f->cuda.n; i++)
		if (f->cuda.gpu[i].uuid && skip_prefix(f->cuda.gpu[i].uuid, token))
			return true;
	return false;
}

/* What is wrong with one element; NULL when nothing is. */
static const char *token_problem(
	struct doctor *doctor, const struct strv *tokens, size_t at, size_t gpus)
{
	const char *token = tokens->v[at];
	char *end;
	long index = strtol(token, &end, 10);

	for (size_t i = 0; i < at; i++)
		if (streq(tokens->v[i], token))
			return "is there twice";
	if (skip_prefix(token, "MIG-"))
		return NULL;
	if (skip_prefix(token, "GPU-"))
		return known_uuid(doctor, token) ? NULL : "is no GPU of this machine";
	if (end == token || index < 0 || (*end && !isspace((unsigned char)*end)))
		return "is neither a number nor a UUID";
	if (gpus && (size_t)index >= gpus)
		return arena_printf(doctor->arena, "is out of range: there %s %zu GPU%s",
			gpus == 1 ? "is" : "are", gpus, gpus == 1 ? "" : "s");
	return NULL;
}

static void fix_visible(struct doctor *doctor, const char *value)
{
	evidence(doctor, "CUDA_VISIBLE_DEVICES", "%s", *value ? value : "(empty)");
	if (doctor->facts->cuda.asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d%s", doctor->facts->cuda.init,
			doctor->facts->cuda_visible.n ? ", and 0 without the variable"
						      : "");
	fix(doctor, "unset CUDA_VISIBLE_DEVICES");
}

void check_visible_devices(struct doctor *doctor)
{
	const char *value = variable_or_empty(doctor, "CUDA_VISIBLE_DEVICES");
	size_t gpus = gpus_in_all(doctor);
	struct strv tokens;

	if (!value || (doctor->facts->cuda.asked == ASKED_ANSWERED && !gpus))
		return;
	tokens = strv_split(doctor->arena, value, ',');
	/* A comma behind the last one ends the list. */
	if (tokens.n > 1 && !*tokens.v[tokens.n - 1])
		tokens.n--;
	if (!*value || streq(tokens.v[0], "-1") || streq(value, "none") ||
		streq(value, "NoDevFiles")) {
		found(doctor, SEVERITY_ERROR, "CUDA_VISIBLE_DEVICES hides every GPU");
		fix_visible(doctor, value);
		return;
	}
	for (size_t i = 0; i < tokens.n; i++) {
		const char *problem = token_problem(doctor, &tokens, i, gpus);

		if (!problem)
			continue;
		found(doctor,
			i && !streq(problem, "is there twice") ? SEVERITY_WARN
							       : SEVERITY_ERROR,
			"CUDA_VISIBLE_DEVICES: `%s' %s", tokens.v[i], problem);
		effect(doctor,
			i ? "it and all behind it are ignored" : "no GPU is visible");
		fix_visible(doctor, value);
		return;
	}
}
