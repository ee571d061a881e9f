/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "check.h"

#include "doctor/gather/current.h"

static const char *no_driver(const struct exam *exam)
{
	const struct facts *facts = exam->facts;
	bool any = facts->hardware.n || facts->kernel.module || facts->libcuda.n ||
		   facts->cuda.probed == PROBE_OK ||
		   facts->cuda.probed == PROBE_CRASHED ||
		   facts->cuda.probed == PROBE_TIMED_OUT;

	return any ? NULL : "no GPU and no driver";
}

static const char *no_toolkit(const struct exam *exam)
{
	return exam->facts->compilers.n || exam->subject->selected ||
			       current_toolkit(exam->subject, exam->facts)
		       ? NULL
		       : "no toolkit";
}

static const char *no_python(const struct exam *exam)
{
	return exam->facts->python.site ? NULL : "no Python environment is active";
}

const struct check_group check_groups[] = {
	{ "hardware", hardware_checks, NULL },
	{ "kernel", kernel_checks, NULL },
	{ "container", container_checks, NULL },
	{ "driver", driver_checks, no_driver },
	{ "device", device_checks, no_driver },
	{ "cuda", cuda_checks, no_driver },
	{ "cudaenv", cudaenv_checks, NULL },
	{ "environment", environment_checks, NULL },
	{ "loader", loader_checks, NULL },
	{ "toolkit", toolkit_checks, no_toolkit },
	{ "build", build_checks, no_toolkit },
	{ "python", python_checks, no_python },
	{ "gpu", gpu_checks, no_driver },
	{ NULL, NULL, NULL },
};

const struct check *check_find(const char *id)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			if (streq(c->id, id))
				return c;
	return NULL;
}

const char *check_group_of(const struct check *check)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			if (c == check)
				return g->name;
	return "";
}
