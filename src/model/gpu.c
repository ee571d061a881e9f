/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "gpu.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

enum { GPUS_MAX = 64, TIMEOUT_MS = 10000 };

static const char *field(
	struct arena *arena, const struct strv *lines, size_t gpu, const char *key)
{
	return driver_probe_field(lines, arena_printf(arena, "gpu.%zu.%s", gpu, key));
}

/* Returns a number from 0 to `max`, or 0 for anything else. */
static unsigned long long number(const char *text, unsigned long long max)
{
	unsigned long long value =
		text && isdigit((unsigned char)*text) ? strtoull(text, NULL, 10) : 0;

	return value <= max ? value : 0;
}

static struct gpu gpu_parse(struct arena *arena, const struct strv *lines, size_t i)
{
	const char *capability = field(arena, lines, i, "capability");
	const char *dot = capability ? strchr(capability, '.') : NULL;

	return (struct gpu){
		.name = field(arena, lines, i, "name"),
		.uuid = field(arena, lines, i, "uuid"),
		.bus = field(arena, lines, i, "bus"),
		.major = (int)number(capability, 99),
		.minor = (int)number(dot ? dot + 1 : NULL, 9),
		.memory = number(field(arena, lines, i, "memory"), LLONG_MAX),
		.mode = (int)number(field(arena, lines, i, "mode"), 9),
		.integrated = number(field(arena, lines, i, "integrated"), 1) == 1,
	};
}

struct gpus gpus_parse(struct arena *arena, const char *output)
{
	struct strv lines = strv_split(arena, output, '\n');
	struct gpus gpus = { .n = (size_t)number(
				     driver_probe_field(&lines, "count"), GPUS_MAX) };

	gpus.v = arena_alloc(arena, (gpus.n + 1) * sizeof(struct gpu));
	for (size_t i = 0; i < gpus.n; i++)
		gpus.v[i] = gpu_parse(arena, &lines, i);
	return gpus;
}

struct gpus gpus_query(const struct drivers *drivers)
{
	const char *named = vars_get_nonempty(drivers->vars, "CUDAENV_LIBCUDA");
	struct proc_result result;

	if ((machine_is_foreign(drivers->machine) && !named) ||
		driver_probe(drivers, "init", TIMEOUT_MS, &result) < 0 ||
		result.end != PROC_EXITED)
		return (struct gpus){ NULL, 0 };
	return gpus_parse(drivers->arena, result.output.s);
}

const char *pcie_link_dir(struct arena *arena, const char *bus)
{
	char *dir = arena_printf(arena, "/sys/bus/pci/devices/%s", bus);

	for (char *p = dir; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return dir;
}

/* Returns the generation for a speed: 4 for "16.0 GT/s PCIe". The PCI Express Base
 * Specification has 2.5, 5, 8, 16, 32 and 64 GT/s. */
static int generation(const char *speed)
{
	static const double speeds[] = { 2.5, 5, 8, 16, 32, 64 };
	double gts = strtod(speed, NULL);

	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++)
		if (gts > speeds[i] - 0.1 && gts < speeds[i] + 0.1)
			return (int)i + 1;
	return 0;
}

struct pcie_link pcie_link_read(
	const struct machine *machine, const char *dir, const char *which)
{
	struct arena *arena = machine->arena;
	struct pcie_link link = { 0, 0 };
	struct text text;
	long lanes;

	if (machine_read_head(machine,
		    arena_printf(arena, "%s/%s_link_speed", dir, which), 64, &text) == 0)
		link.gen = generation(text.s);
	if (machine_read_head(machine,
		    arena_printf(arena, "%s/%s_link_width", dir, which), 64,
		    &text) == 0) {
		lanes = strtol(text.s, NULL, 10);
		/* The register of a suspended device reads as 63 or 255. */
		link.width = lanes > 0 && lanes <= 32 ? (int)lanes : 0;
	}
	return link;
}
