/* SPDX-License-Identifier: MIT
 * Python packages that name the CUDA that they are for: one each, and one that the driver
 * can run.
 */
#include "config.h"

#include "checks.h"

#include "core/quote.h"

#include <stdlib.h>

/* The major version in a distribution's name: 12 of cupy_cuda12x, jax_cuda12_plugin. */
static int tag_major(const char *name, const char *head)
{
	const char *rest = skip_prefix(name, head);

	return rest ? (int)strtol(rest, NULL, 10) : 0;
}

/* What pip installs for CUDA `major` in place of a package with that head. */
static const char *package_for(struct doctor *doctor, const char *head, int major)
{
	if (streq(head, "jax_cuda"))
		return arena_printf(doctor->arena, "jax[cuda%d]", major);
	if (streq(head, "cupy_cuda"))
		return arena_printf(doctor->arena, "cupy-cuda%dx", major);
	return "onnxruntime-gpu";
}

/* A plugin goes with the libraries of its own, and two of one package share files: all
 * go, then the right one comes. */
static void fix_tag(struct doctor *doctor, const char *head, int major)
{
	const struct python *python = &doctor->facts->python;
	struct strv names = strv_new(doctor->arena);

	for (size_t i = 0; i < python->n; i++)
		if (tag_major(python->dist[i].name, head))
			strv_add(&names, quote_word(doctor->arena, python->dist[i].name));
	fix_line(doctor,
		arena_printf(doctor->arena, "pip uninstall -y %s && pip install %s",
			strv_join(&names, " "),
			quote_word(doctor->arena, package_for(doctor, head, major))));
}

/* Of the packages with one head: two for different CUDAs, or one that the driver is too
 * old for. True when something was found. */
static bool check_head(struct doctor *doctor, const char *head, struct version driver)
{
	const struct python *python = &doctor->facts->python;
	const struct dist *first = NULL;

	for (size_t i = 0; i < python->n; i++) {
		const struct dist *dist = &python->dist[i];
		int major = tag_major(dist->name, head), other;

		if (!major || strstr(dist->name, "pjrt"))
			continue;
		other = first ? tag_major(first->name, head) : major;
		if (other != major) {
			int newer = major > other ? major : other;

			found(doctor, SEVERITY_WARN, "%s and %s are both installed",
				first->name, dist->name);
			evidence_place(doctor, python->site);
			fix_tag(doctor, head,
				driver.major >= 1 && newer > driver.major ? driver.major
									  : newer);
			return true;
		}
		first = dist;
	}
	if (!first || driver.major < 1 || tag_major(first->name, head) <= driver.major)
		return false;
	found(doctor, SEVERITY_WARN, "%s is for CUDA %d; the driver runs up to %s",
		first->name, tag_major(first->name, head),
		version_text(doctor->arena, driver));
	evidence(doctor, python->site, "%s %s", first->name, first->version);
	fix_tag(doctor, head, driver.major);
	return true;
}

void check_jax_cupy_tag(struct doctor *doctor)
{
	static const char *const heads[] = { "cupy_cuda", "jax_cuda",
		"onnxruntime_gpu_cu" };
	struct driver driver = driver_of_facts(doctor);

	for (size_t h = 0; h < ARRAY_SIZE(heads); h++)
		if (check_head(doctor, heads[h], driver.cuda))
			return;
}
