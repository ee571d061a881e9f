/* SPDX-License-Identifier: MIT
 * Reading what the probe said of libcuda and libnvidia-ml. All of it is from outside:
 * numbers out of range count as not told.
 */
#include "config.h"

#include "gatherers.h"

#include <limits.h>
#include <stdlib.h>

enum { GPUS_MAX = 64 };

static const char *gpu_field(
	struct arena *arena, const struct strv *lines, size_t gpu, const char *key)
{
	return answer_field(lines, arena_printf(arena, "gpu.%zu.%s", gpu, key));
}

static long long number(const char *text, long long otherwise)
{
	char *end;
	long long value = text ? strtoll(text, &end, 10) : otherwise;

	return !text || end == text ? otherwise : value;
}

static int small(const char *text, int otherwise)
{
	long long value = number(text, otherwise);

	return value < INT_MIN || value > INT_MAX ? otherwise : (int)value;
}

static struct pcie_link link_of(const char *text)
{
	const char *comma = text ? strchr(text, ',') : NULL;

	return comma ? (struct pcie_link){ small(text, 0), small(comma + 1, 0) }
		     : (struct pcie_link){ 0, 0 };
}

/* How the helper ended, and its lines; PROBE_NOT_RUN without an answer. */
static enum probe_result read_end(
	struct arena *arena, const char *text, struct strv *lines, int *signal)
{
	const char *end;

	if (!text)
		return PROBE_NOT_RUN;
	*lines = strv_split(arena, text, '\n');
	end = answer_field(lines, "end");
	if (end && skip_prefix(end, "timeout"))
		return PROBE_TIMED_OUT;
	if (end && skip_prefix(end, "killed")) {
		*signal = small(skip_prefix(end, "killed "), 0);
		return PROBE_CRASHED;
	}
	/* The helper itself ends with 0: the library has ended it. */
	if (!end || !streq(end, "exited 0"))
		return PROBE_CRASHED;
	return answer_field(lines, "library") ? PROBE_OK : PROBE_NO_LIBRARY;
}

static size_t count_of(const struct strv *lines)
{
	long long n = number(answer_field(lines, "count"), 0);

	return n < 0 ? 0 : n > GPUS_MAX ? GPUS_MAX : (size_t)n;
}

void cuda_gather(struct arena *arena, const char *output, struct cuda *cuda)
{
	struct gpus gpus;
	struct strv lines;

	cuda->probed = read_end(arena, output, &lines, &cuda->signal);
	if (cuda->probed == PROBE_NOT_RUN)
		return;
	cuda->error = answer_field(&lines, "error");
	cuda->library = answer_field(&lines, "library");
	cuda->loaded = answer_field(&lines, "loaded");
	cuda->version = small(answer_field(&lines, "version"), 0);
	cuda->init = small(answer_field(&lines, "init"), -1);
	cuda->jit = answer_field(&lines, "jit");
	gpus = gpus_parse(arena, output);
	cuda->gpu = gpus.v;
	cuda->n = gpus.n;
}

static struct nvml_gpu read_nvml(struct arena *arena, const struct strv *lines, size_t i)
{
	struct nvml_gpu gpu = {
		.result = small(gpu_field(arena, lines, i, "result"), -1),
		.name = gpu_field(arena, lines, i, "name"),
		.uuid = gpu_field(arena, lines, i, "uuid"),
		.bus = gpu_field(arena, lines, i, "bus"),
		.processes = gpu_field(arena, lines, i, "processes"),
		.mode = small(gpu_field(arena, lines, i, "mode"), -1),
		.persistence = small(gpu_field(arena, lines, i, "persistence"), -1),
		.mig = small(gpu_field(arena, lines, i, "mig"), -1),
		.mig_devices = small(gpu_field(arena, lines, i, "mig_devices"), -1),
		.ecc = number(gpu_field(arena, lines, i, "ecc_uncorrected"), -1),
		.throttle = number(gpu_field(arena, lines, i, "throttle"), 0),
		.used = number(gpu_field(arena, lines, i, "used"), -1),
		.total = number(gpu_field(arena, lines, i, "total"), -1),
		.now = link_of(gpu_field(arena, lines, i, "link_now")),
		.max = link_of(gpu_field(arena, lines, i, "link_max")),
	};
	const char *remap = gpu_field(arena, lines, i, "remap");
	struct strv numbers = strv_split(arena, remap ? remap : "", ',');

	if (numbers.n == 4) {
		gpu.remap_pending = small(numbers.v[2], 0);
		gpu.remap_failed = small(numbers.v[3], 0);
	}
	return gpu;
}

void nvml_gather(struct arena *arena, const char *output, struct nvml *nvml)
{
	struct strv lines;

	nvml->probed = read_end(arena, output, &lines, &nvml->signal);
	if (nvml->probed == PROBE_NOT_RUN)
		return;
	nvml->error = answer_field(&lines, "error");
	nvml->library = answer_field(&lines, "library");
	nvml->driver = answer_field(&lines, "driver");
	nvml->result = small(answer_field(&lines, "nvml"), -1);
	nvml->n = count_of(&lines);
	nvml->gpu = arena_alloc(arena, (nvml->n + 1) * sizeof(struct nvml_gpu));
	for (size_t i = 0; i < nvml->n; i++)
		nvml->gpu[i] = read_nvml(arena, &lines, i);
}
