/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "gather.h"

#include "bandwidth.h"
#include "devnode.h"
#include "gatherers.h"
#include "loader.h"

#include <errno.h>

/* Returns the value of NAME= in os-release, without quotes; "" if it is missing. */
static const char *release_field(struct arena *arena, const char *text, const char *name)
{
	struct strv lines = strv_split(arena, text ? text : "", '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *value = skip_prefix(lines.v[i], name);

		if (!value)
			continue;
		value += strspn(value, "\"'");
		return arena_ndup(arena, value, strcspn(value, "\"'"));
	}
	return "";
}

static void distribution_gather(const struct subject *subject, struct facts *facts)
{
	static const char *const families[][2] = { { "debian", "debian" },
		{ "ubuntu", "debian" }, { "rhel", "rhel" }, { "fedora", "rhel" },
		{ "centos", "rhel" }, { "suse", "suse" }, { "arch", "arch" } };
	struct arena *arena = subject->arena;
	const char *text = subject_text(subject, "/etc/os-release");
	const char *all;

	facts->distribution = release_field(arena, text, "ID=");
	facts->like = "";
	all = arena_printf(arena, "%s %s", facts->distribution,
		release_field(arena, text, "ID_LIKE="));
	for (size_t i = 0; i < ARRAY_SIZE(families) && !*facts->like; i++)
		if (strstr(all, families[i][0]))
			facts->like = families[i][1];
}

static struct strv lines_of(struct arena *arena, const char *text)
{
	return strv_split(arena, text ? text : "", '\n');
}

/* What the probe observed, once it has ended. */
static void probe_gather(
	struct arena *arena, struct observations *observations, struct facts *facts)
{
	cuda_gather(arena, observation(observations, "probe:cuda"), &facts->cuda);
	cuda_gather(arena, observation(observations, "probe:cuda-visible"),
		&facts->cuda_visible);
	cuda_gather(arena, observation(observations, "probe:cuda-loader"),
		&facts->cuda_loader);
	nvml_gather(arena, observation(observations, "probe:nvml"), &facts->nvml);
	facts->untrusted = lines_of(arena, observation(observations, "probe:untrusted"));
	bandwidth_gather(arena, observation(observations, "probe:bandwidth"),
		facts->cuda.n, &facts->nvml, &facts->bandwidths);
}

void gather_facts(const struct subject *subject, struct observations *observations,
	struct probe_run *probe, bool bandwidth, struct facts *facts)
{
	struct arena *arena = subject->arena;
	const char *groups, *uid;

	probe_run_start(probe, arena, observations);
	facts->files_only = observations_of_image(observations);
	distribution_gather(subject, facts);
	hardware_gather(subject, &facts->hardware);
	kernel_gather(subject, observations, &facts->kernel);
	facts->loader_cache = lines_of(arena, observation(observations, "loader"));
	facts->libcuda = loader_find(subject, &facts->loader_cache, "libcuda.so.1");
	facts->libnvml = loader_find(subject, &facts->loader_cache, "libnvidia-ml.so.1");
	compilers_gather(subject, &facts->compilers);
	python_gather(subject, &facts->python);
	facts->libc = observation(observations, "libc");
	facts->open_files = observation(observations, "limit.files");
	uid = observation(observations, "uid");
	facts->root = uid && streq(uid, "0") && !subject_var(subject, "SUDO_USER");
	probe_run_finish(probe, arena, observations, subject->vars);
	if (bandwidth)
		probe_run_bandwidth(probe, arena, observations);
	probe_gather(arena, observations, facts);
	devnodes_gather(arena, observations, &facts->hardware, &facts->nodes);
	groups = devnode_failing(&facts->nodes, EACCES)
			 ? observation(observations, "groups")
			 : NULL;
	facts->groups = strv_words(arena, groups ? groups : "");
}
