/* SPDX-License-Identifier: MIT
 * Reads the output of the probe of libcuda and libnvidia-ml. It is not trusted: numbers
 * that are out of range are treated as missing.
 */
#include "config.h"

#include "gatherers.h"

#include <limits.h>
#include <stdlib.h>

enum { GPUS_MAX = 64 };

static const char *gpu_field(
	struct arena *arena, const struct strv *lines, size_t gpu, const char *key)
{
	return driver_probe_field(lines, arena_printf(arena, "gpu.%zu.%s", gpu, key));
}

static long long number(const char *text, long long otherwise)
{
	char *end;
	long long value = text ? strtoll(text, &end, 10) : otherwise;

	return !text || end == text ? otherwise : value;
}

static int number_int(const char *text, int otherwise)
{
	long long value = number(text, otherwise);

	return value < INT_MIN || value > INT_MAX ? otherwise : (int)value;
}

static struct pcie_link link_of(const char *text)
{
	const char *comma = text ? strchr(text, ',') : NULL;

	return comma ? (struct pcie_link){ number_int(text, 0), number_int(comma + 1, 0) }
		     : (struct pcie_link){ 0, 0 };
}

/* Returns how the probe ended, and stores its lines. Returns PROBE_NOT_RUN without
 * output. */
static enum probe_result read_end(
	struct arena *arena, const char *text, struct strv *lines, int *signal)
{
	const char *end;

	if (!text)
		return PROBE_NOT_RUN;
	*lines = strv_split(arena, text, '\n');
	end = driver_probe_field(lines, "end");
	if (end && skip_prefix(end, "timeout"))
		return PROBE_TIMED_OUT;
	if (end && skip_prefix(end, "killed")) {
		*signal = number_int(skip_prefix(end, "killed "), 0);
		return PROBE_CRASHED;
	}
	/* The probe itself exits 0: the library has ended it. */
	if (!end || !streq(end, "exited 0"))
		return PROBE_CRASHED;
	return driver_probe_field(lines, "library") ? PROBE_OK : PROBE_NO_LIBRARY;
}

static size_t count_of(const struct strv *lines)
{
	long long n = number(driver_probe_field(lines, "count"), 0);

	return n < 0 ? 0 : n > GPUS_MAX ? GPUS_MAX : (size_t)n;
}

void cuda_gather(struct arena *arena, const char *output, struct cuda *cuda)
{
	struct gpus gpus;
	struct strv lines;

	cuda->peers = strv_new(arena);
	cuda->probed = read_end(arena, output, &lines, &cuda->signal);
	if (cuda->probed == PROBE_NOT_RUN)
		return;
	cuda->error = driver_probe_field(&lines, "error");
	cuda->library = driver_probe_field(&lines, "library");
	cuda->loaded = driver_probe_field(&lines, "loaded");
	cuda->version = number_int(driver_probe_field(&lines, "version"), 0);
	cuda->init = number_int(driver_probe_field(&lines, "init"), -1);
	cuda->jit = driver_probe_field(&lines, "jit");
	gpus = gpus_parse(arena, output);
	cuda->gpu = gpus.v;
	cuda->n = gpus.n;
	for (size_t i = 0; i < cuda->n; i++) {
		const char *peers = gpu_field(arena, &lines, i, "peers");

		if (peers && strlen(peers) == cuda->n)
			strv_add(&cuda->peers, peers);
	}
}

static struct nvml_gpu read_nvml(struct arena *arena, const struct strv *lines, size_t i)
{
	struct nvml_gpu gpu = {
		.result = number_int(gpu_field(arena, lines, i, "result"), -1),
		.name = gpu_field(arena, lines, i, "name"),
		.uuid = gpu_field(arena, lines, i, "uuid"),
		.bus = gpu_field(arena, lines, i, "bus"),
		.processes = gpu_field(arena, lines, i, "processes"),
		.mode = number_int(gpu_field(arena, lines, i, "mode"), -1),
		.persistence = number_int(gpu_field(arena, lines, i, "persistence"), -1),
		.mig = number_int(gpu_field(arena, lines, i, "mig"), -1),
		.mig_devices = number_int(gpu_field(arena, lines, i, "mig_devices"), -1),
		.ecc = number(gpu_field(arena, lines, i, "ecc_uncorrected"), -1),
		.throttle = number(gpu_field(arena, lines, i, "throttle"), 0),
		.used = number(gpu_field(arena, lines, i, "used"), -1),
		.total = number(gpu_field(arena, lines, i, "total"), -1),
		.now = link_of(gpu_field(arena, lines, i, "link_now")),
		.max = link_of(gpu_field(arena, lines, i, "link_max")),
	};
	const char *links = gpu_field(arena, lines, i, "nvlinks");
	const char *remap = gpu_field(arena, lines, i, "remap");
	struct strv numbers = strv_split(arena, remap ? remap : "", ',');

	if (numbers.n == 4) {
		gpu.remap_pending = number_int(numbers.v[2], 0);
		gpu.remap_failed = number_int(numbers.v[3], 0);
	}
	numbers = strv_split(arena, links ? links : "", ',');
	if (numbers.n == 2) {
		gpu.nvlinks = number_int(numbers.v[0], 0);
		gpu.nvlinks_known = number_int(numbers.v[1], 0);
	}
	return gpu;
}

void nvml_gather(struct arena *arena, const char *output, struct nvml *nvml)
{
	struct strv lines;

	nvml->probed = read_end(arena, output, &lines, &nvml->signal);
	if (nvml->probed == PROBE_NOT_RUN)
		return;
	nvml->error = driver_probe_field(&lines, "error");
	nvml->library = driver_probe_field(&lines, "library");
	nvml->driver = driver_probe_field(&lines, "driver");
	nvml->result = number_int(driver_probe_field(&lines, "nvml"), -1);
	nvml->n = count_of(&lines);
	nvml->gpu = arena_alloc(arena, (nvml->n + 1) * sizeof(struct nvml_gpu));
	for (size_t i = 0; i < nvml->n; i++)
		nvml->gpu[i] = read_nvml(arena, &lines, i);
}
