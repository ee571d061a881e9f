/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "bandwidth.h"

#include <stdlib.h>

enum { GPUS_MAX = 16 };

static struct rate read_rate(struct arena *arena, const char *text)
{
	struct strv parts = strv_split(arena, text ? text : "", ',');

	return parts.n == 3 ? (struct rate){ strtod(parts.v[0], NULL),
		strtod(parts.v[1], NULL), strtod(parts.v[2], NULL) }
			    : (struct rate){ 0, 0, 0 };
}

static struct pcie_link read_link(const char *text)
{
	const char *comma = text ? strchr(text, ',') : NULL;

	return (struct pcie_link){ text ? (int)strtol(text, NULL, 10) : 0,
		comma ? (int)strtol(comma + 1, NULL, 10) : 0 };
}

static struct bandwidth read_one(
	struct arena *arena, const struct strv *lines, const struct nvml *nvml, size_t i)
{
	const char *bytes =
		driver_probe_field(lines, arena_printf(arena, "gpu.%zu.bytes", i));
	const char *verified =
		driver_probe_field(lines, arena_printf(arena, "gpu.%zu.verified", i));

	return (struct bandwidth){
		.skipped = driver_probe_field(
			lines, arena_printf(arena, "gpu.%zu.skipped", i)),
		.h2d = read_rate(arena,
			driver_probe_field(lines, arena_printf(arena, "gpu.%zu.h2d", i))),
		.d2h = read_rate(arena,
			driver_probe_field(lines, arena_printf(arena, "gpu.%zu.d2h", i))),
		.link = read_link(driver_probe_field(
			lines, arena_printf(arena, "gpu.%zu.link", i))),
		.bytes = bytes ? strtoul(bytes, NULL, 10) : 0,
		.verified = verified && *verified == '1',
		.busy = i < nvml->n && nvml->gpu[i].processes && *nvml->gpu[i].processes,
	};
}

void bandwidth_gather(struct arena *arena, const char *output, size_t n,
	const struct nvml *nvml, struct bandwidths *all)
{
	struct strv lines;
	const char *sum;

	if (!output)
		return;
	lines = strv_split(arena, output, '\n');
	all->v = arena_alloc(arena, GPUS_MAX * sizeof(struct bandwidth));
	for (size_t i = 0; i < n && i < GPUS_MAX; i++)
		all->v[all->n++] = read_one(arena, &lines, nvml, i);
	sum = driver_probe_field(&lines, "together.h2d");
	all->together_h2d = sum ? strtod(sum, NULL) : 0;
	sum = driver_probe_field(&lines, "together.d2h");
	all->together_d2h = sum ? strtod(sum, NULL) : 0;
}

struct pcie_link bandwidth_link(const struct facts *facts, const char *bdf)
{
	for (size_t i = 0; i < facts->bandwidths.n; i++)
		if (facts->cuda.gpu[i].bus &&
			strcasecmp(facts->cuda.gpu[i].bus, bdf) == 0)
			return facts->bandwidths.v[i].link;
	return (struct pcie_link){ 0, 0 };
}

/* As in Linux's pcie_bandwidth_capable(): 8b/10b up to 5 GT/s, 128b/130b up to 32. */
double bandwidth_peak(struct pcie_link link)
{
	static const double speeds[] = { 2.5, 5, 8, 16, 32, 64 };
	double encoding;

	if (link.gen < 1 || link.gen > 6 || link.width < 1)
		return 0;
	encoding = link.gen <= 2 ? 0.8 : link.gen <= 5 ? 128.0 / 130.0 : 1;
	return speeds[link.gen - 1] * link.width * encoding / 8;
}

const char *bandwidth_cause(const struct subject *subject, const struct facts *facts)
{
	const char *governor = subject_text(
		subject, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
	const char *cpu = subject_text(subject, "/proc/cpuinfo");

	if (facts->hardware.wsl2)
		return "under WSL, copies pass through Windows";
	if (cpu && strstr(cpu, " hypervisor"))
		return "this is a virtual machine: an IOMMU or another guest may slow down copies";
	if (governor && streq(governor, "powersave"))
		return "the CPU saves power: its frequency governor is powersave";
	return "another device may share the link to the GPU, or the memory belongs to a distant CPU";
}
