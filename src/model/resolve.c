/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "resolve.h"

#include "ownership.h"

#include <stdlib.h>

#define ALIAS_DEPTH 8

struct toolkit *resolve_newest(struct registry *registry, const struct version *prefix)
{
	struct toolkit *best = NULL, **all;
	size_t n;

	all = registry_all(registry, &n);
	/* The list is sorted: the last match is the newest. One with nvcc is preferred.
	 * */
	for (size_t i = 0; i < n; i++) {
		if (all[i]->shadowed ||
			(prefix &&
				!version_starts_with(toolkit_version(all[i]), *prefix)))
			continue;
		if (!best || all[i]->has_nvcc || !best->has_nvcc)
			best = all[i];
	}
	return best;
}

/* Returns the toolkit for X.Y.Z if exactly one of X.Y has no third number. */
static struct toolkit *only_unknown_patch(
	struct registry *registry, struct version wanted)
{
	struct toolkit *only = NULL, **all;
	size_t n;

	all = registry_all(registry, &n);
	for (size_t i = 0; i < n; i++) {
		struct version version = toolkit_version(all[i]);

		if (all[i]->shadowed || version.patch >= 0 ||
			!version_same_release(version, wanted))
			continue;
		if (only)
			return NULL;
		only = all[i];
	}
	return only;
}

/* Returns the toolkit with exactly this version: all numbers that were given, and no
 * more. */
static struct toolkit *exact_version(struct registry *registry, struct version wanted)
{
	struct toolkit *best = NULL, **all;
	size_t n;

	all = registry_all(registry, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->shadowed &&
			version_compare(toolkit_version(all[i]), wanted) == 0 &&
			(!best || all[i]->has_nvcc || !best->has_nvcc))
			best = all[i];
	return best;
}

static struct toolkit *by_name(struct registry *registry, const struct spec *spec)
{
	struct toolkit *toolkit = registry_named(registry, spec->name);

	if (!toolkit && !streq(spec->name, spec->raw))
		toolkit = registry_named(registry, spec->raw);
	return toolkit;
}

static bool exempt(const struct registry *registry, const char *path)
{
	for (size_t i = 0; i < registry->settings->trust.n; i++) {
		const char *below = skip_prefix(path, registry->settings->trust.v[i]);

		if (below && (!*below || *below == '/'))
			return true;
	}
	return false;
}

const char *resolve_distrust(
	const struct registry *registry, const struct toolkit *toolkit)
{
	const char *real;

	if (registry->trusts_all || exempt(registry, toolkit->path))
		return NULL;
	real = registry->settings->trust.n ? machine_real(toolkit->machine, toolkit->path)
					   : NULL;
	if (real && exempt(registry, real))
		return NULL;
	return ownership_problem(toolkit->machine, registry->user, toolkit->path);
}

static struct resolution find(struct registry *registry, const struct spec *spec)
{
	struct resolution found = { .result = RESOLVED_TOOLKIT, .raw = spec->raw };
	const char *distrust;

	if (spec->kind == SPEC_SYSTEM) {
		found.result = RESOLVED_SYSTEM;
		return found;
	}
	if (spec->kind == SPEC_LATEST)
		found.toolkit = resolve_newest(registry, NULL);
	else
		found.toolkit = by_name(registry, spec);
	if (!found.toolkit && spec->numeric) {
		found.toolkit = exact_version(registry, spec->version);
		if (!found.toolkit)
			found.toolkit = resolve_newest(registry, &spec->version);
		if (!found.toolkit && spec->version.patch >= 0) {
			found.toolkit = only_unknown_patch(registry, spec->version);
			if (found.toolkit)
				found.note = arena_printf(registry->arena,
					"`%s' resolves to %s; the third number of %s is unknown",
					spec->raw, found.toolkit->name,
					found.toolkit->path);
		}
	}
	if (!found.toolkit) {
		found.result = RESOLVED_MISSING;
		return found;
	}
	distrust = resolve_distrust(registry, found.toolkit);
	if (distrust)
		return (struct resolution){ .result = RESOLVED_UNTRUSTED,
			.raw = spec->raw,
			.note = distrust,
			.untrusted = found.toolkit };
	return found;
}

struct resolution resolve(struct registry *registry, const char *raw)
{
	struct spec spec = spec_parse(registry->arena, raw);
	struct resolution found;
	const char *name = raw;

	for (int depth = 0; spec.kind == SPEC_NAMED; depth++) {
		const char *next = settings_alias(registry->settings, name);

		if (!next)
			next = registry_alias_file(registry, name);
		if (!next || !spec_valid(next))
			break;
		if (depth == ALIAS_DEPTH)
			return (struct resolution){
				.result = RESOLVED_ALIAS_LOOP, .raw = raw, .spec = raw
			};
		name = next;
		spec = spec_parse(registry->arena, name);
	}
	found = find(registry, &spec);
	found.raw = raw;
	found.spec = name;
	return found;
}

const char *resolution_name(const struct resolution *resolution)
{
	switch (resolution->result) {
	case RESOLVED_TOOLKIT:
		return resolution->toolkit->name;
	case RESOLVED_SYSTEM:
		return "system";
	default:
		return resolution->raw;
	}
}

/* Returns the distance of two versions. A major version counts more than any minor. */
static long distance(struct version a, struct version b)
{
	return labs(a.major - b.major) * 1000L +
	       labs(a.minor - (b.minor < 0 ? 0 : b.minor));
}

struct toolkit *resolve_nearest(struct registry *registry, const char *raw)
{
	struct spec spec = spec_parse(registry->arena, raw);
	struct toolkit *best = NULL, **all;
	size_t n;

	all = registry_all(registry, &n);
	for (size_t i = 0; i < n; i++) {
		struct version version = toolkit_version(all[i]);

		if (all[i]->shadowed || !spec.numeric || version.major < 0)
			continue;
		if (!best || distance(version, spec.version) <=
				     distance(toolkit_version(best), spec.version))
			best = all[i];
	}
	return best;
}
