/* SPDX-License-Identifier: MIT
 * The subcommand "bandwidth": how fast each GPU copies to and from the host, measured with
 * only the driver API: pinned memory, several samples of some dozen milliseconds, and their
 * median. Each GPU is measured separately, then all together. The copied data is compared.
 *
 *	gpu.0.bytes=67108864 loops= verified=1       (one per line)
 *	gpu.0.h2d=54.9,54.7,55.0                     GB/s (10^9): median, min, max
 *	gpu.0.d2h=55.1,54.8,55.2
 *	gpu.0.link=5,16                              the best one seen while copying
 *	together.h2d=...                             the sum, with several GPUs
 *
 * "gpu.0.skipped=REASON" replaces these lines if a GPU could not be measured.
 */
#include "config.h"

#include "probe.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GPUS_MAX = 16, SAMPLES = 5, NOT_READY = 600, PORTABLE = 1, NON_BLOCKING = 1 };
#define BYTES_WANTED ((size_t)64 << 20)
#define BYTES_MIN ((size_t)16 << 20)
#define SAMPLE_MS 60.0

struct api {
	int (*init)(unsigned), (*count)(int *), (*get)(int *, int);
	int (*bus)(char *, int, int);
	int (*retain)(void **, int), (*release)(int), (*set)(void *);
	int (*host_alloc)(void **, size_t, unsigned), (*host_free)(void *);
	int (*alloc)(unsigned long long *, size_t), (*free)(unsigned long long);
	int (*stream_new)(void **, unsigned), (*stream_end)(void *),
		(*stream_query)(void *);
	int (*stream_wait)(void *);
	int (*event_new)(void **, unsigned), (*event_end)(void *);
	int (*record)(void *, void *), (*elapsed)(float *, void *, void *);
	int (*to_device)(unsigned long long, const void *, size_t, void *);
	int (*to_host)(void *, unsigned long long, size_t, void *);
};

struct symbol {
	const char *name;
	size_t at;
};

#define SYMBOL(name, member)                       \
	{                                          \
		name, offsetof(struct api, member) \
	}

static const struct symbol symbols[] = {
	SYMBOL("cuInit", init),
	SYMBOL("cuDeviceGetCount", count),
	SYMBOL("cuDeviceGet", get),
	SYMBOL("cuDeviceGetPCIBusId", bus),
	SYMBOL("cuDevicePrimaryCtxRetain", retain),
	SYMBOL("cuDevicePrimaryCtxRelease_v2", release),
	SYMBOL("cuCtxSetCurrent", set),
	SYMBOL("cuMemHostAlloc", host_alloc),
	SYMBOL("cuMemFreeHost", host_free),
	SYMBOL("cuMemAlloc_v2", alloc),
	SYMBOL("cuMemFree_v2", free),
	SYMBOL("cuStreamCreate", stream_new),
	SYMBOL("cuStreamDestroy_v2", stream_end),
	SYMBOL("cuStreamQuery", stream_query),
	SYMBOL("cuStreamSynchronize", stream_wait),
	SYMBOL("cuEventCreate", event_new),
	SYMBOL("cuEventDestroy_v2", event_end),
	SYMBOL("cuEventRecord", record),
	SYMBOL("cuEventElapsedTime", elapsed),
	SYMBOL("cuMemcpyHtoDAsync_v2", to_device),
	SYMBOL("cuMemcpyDtoHAsync_v2", to_host),
};

struct copied_gpu {
	int index, device;
	char bus[32];
	void *context, *stream, *begin, *end;
	unsigned char *host;
	unsigned long long memory;
	size_t bytes;
	int loops, gen, width;
	bool ready;
};

static bool find_api(const struct driver_library *cuda, struct api *api)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *function = probe_function(cuda, symbols[i].name);

		if (!function)
			return false;
		memcpy((char *)api + symbols[i].at, &function, sizeof(function));
	}
	return true;
}

static void print_gpu_field(const struct driver_library *cuda,
	const struct copied_gpu *gpu, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void print_gpu_field(const struct driver_library *cuda,
	const struct copied_gpu *gpu, const char *key, const char *format, ...)
{
	char name[64], value[256];
	va_list args;

	snprintf(name, sizeof(name), "gpu.%d.%s", gpu->index, key);
	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	probe_print(cuda, name, "%s", value);
}

/* Reads the first line of a file below the GPU's directory in sysfs. Returns whether it
 * exists. */
static bool sysfs_line(
	const struct copied_gpu *gpu, const char *name, char *line, int size)
{
	char path[128];
	FILE *file;
	bool got;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", gpu->bus, name);
	file = fopen(path, "re");
	if (!file)
		return false;
	got = fgets(line, size, file) != NULL;
	fclose(file);
	return got;
}

/* "16.0 GT/s PCIe" is generation 4 (PCI Express Base Specification: 2.5 5 8 16 32 64). */
static int generation(const char *speed)
{
	static const double speeds[] = { 2.5, 5, 8, 16, 32, 64 };
	double gts = strtod(speed, NULL);

	for (int i = 0; i < 6; i++)
		if (gts > speeds[i] - 0.1 && gts < speeds[i] + 0.1)
			return i + 1;
	return 0;
}

static void sample_link(struct copied_gpu *gpu)
{
	char line[64];
	int value;

	if (sysfs_line(gpu, "current_link_speed", line, sizeof(line))) {
		value = generation(line);
		gpu->gen = value > gpu->gen ? value : gpu->gen;
	}
	if (sysfs_line(gpu, "current_link_width", line, sizeof(line))) {
		value = (int)strtol(line, NULL, 10);
		if (value <= 32 && value > gpu->width)
			gpu->width = value;
	}
}

/* Moves to the CPUs near the GPU, as far as the affinity mask allows. */
static void move_near(const struct copied_gpu *gpu, const cpu_set_t *allowed)
{
	char line[1024], *p = line;
	cpu_set_t near;

	CPU_ZERO(&near);
	if (!sysfs_line(gpu, "local_cpulist", line, sizeof(line)))
		return;
	while (isdigit((unsigned char)*p)) {
		long from = strtol(p, &p, 10), to = from;

		if (*p == '-')
			to = strtol(p + 1, &p, 10);
		for (long i = from; i <= to && i < CPU_SETSIZE; i++)
			if (CPU_ISSET(i, allowed))
				CPU_SET(i, &near);
		if (*p == ',')
			p++;
	}
	if (CPU_COUNT(&near))
		sched_setaffinity(0, sizeof(near), &near);
}

static int allocate(const struct api *api, struct copied_gpu *gpu)
{
	int r = 2;

	for (gpu->bytes = BYTES_WANTED; gpu->bytes >= BYTES_MIN; gpu->bytes /= 4) {
		r = api->host_alloc((void **)&gpu->host, gpu->bytes, PORTABLE);
		if (r == 0) {
			r = api->alloc(&gpu->memory, gpu->bytes);
			if (r == 0)
				return 0;
			api->host_free(gpu->host);
		}
	}
	return r;
}

static int prepare(const struct api *api, struct copied_gpu *gpu)
{
	int r = api->get(&gpu->device, gpu->index);

	if (r == 0 && api->bus(gpu->bus, sizeof(gpu->bus) - 1, gpu->device) == 0)
		for (char *p = gpu->bus; *p; p++)
			*p = (char)tolower((unsigned char)*p);
	if (r == 0)
		r = api->retain(&gpu->context, gpu->device);
	if (r == 0)
		r = api->set(gpu->context);
	if (r == 0)
		r = api->stream_new(&gpu->stream, NON_BLOCKING);
	if (r == 0)
		r = api->event_new(&gpu->begin, 0);
	if (r == 0)
		r = api->event_new(&gpu->end, 0);
	if (r == 0)
		r = allocate(api, gpu);
	gpu->ready = r == 0;
	return r;
}

static void finish(const struct api *api, struct copied_gpu *gpu)
{
	if (!gpu->ready)
		return;
	api->set(gpu->context);
	api->free(gpu->memory);
	api->host_free(gpu->host);
	api->event_end(gpu->begin);
	api->event_end(gpu->end);
	api->stream_end(gpu->stream);
	api->release(gpu->device);
}

static int copy(const struct api *api, const struct copied_gpu *gpu, bool to_device)
{
	return to_device ? api->to_device(gpu->memory, gpu->host, gpu->bytes, gpu->stream)
			 : api->to_host(gpu->host, gpu->memory, gpu->bytes, gpu->stream);
}

/* Queues `loops` copies between the two events. */
static int queue(const struct api *api, const struct copied_gpu *gpu, bool to_device)
{
	int r = api->set(gpu->context);

	if (r == 0)
		r = api->record(gpu->begin, gpu->stream);
	for (int i = 0; r == 0 && i < gpu->loops; i++)
		r = copy(api, gpu, to_device);
	return r ? r : api->record(gpu->end, gpu->stream);
}

/* Waits, and samples the link in the meantime: it is slower while the GPU is idle. */
static int await(const struct api *api, struct copied_gpu *gpu)
{
	int r;

	while ((r = api->stream_query(gpu->stream)) == NOT_READY) {
		sample_link(gpu);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	return r;
}

/* Returns the GB/s of one sample, or the negated error. */
static double sample(const struct api *api, struct copied_gpu *gpu, bool to_device)
{
	float ms = 0;
	int r = queue(api, gpu, to_device);

	if (r == 0)
		r = await(api, gpu);
	if (r == 0)
		r = api->elapsed(&ms, gpu->begin, gpu->end);
	if (r != 0 || ms <= 0)
		return r ? -(double)r : -1;
	return (double)gpu->bytes * gpu->loops / (double)ms / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Warms up, which also speeds up the link, and sets the number of copies per sample. */
static double choose_loops(const struct api *api, struct copied_gpu *gpu, bool to_device)
{
	double gbs, one_ms;

	gpu->loops = 2;
	gbs = sample(api, gpu, to_device);
	if (gbs <= 0)
		return gbs;
	one_ms = (double)gpu->bytes / gbs / 1e6;
	gpu->loops = (int)(SAMPLE_MS / one_ms);
	gpu->loops = gpu->loops < 1 ? 1 : gpu->loops > 64 ? 64 : gpu->loops;
	return gbs;
}

static double measure(const struct driver_library *cuda, const struct api *api,
	struct copied_gpu *gpu, bool to_device)
{
	double all[SAMPLES], first = choose_loops(api, gpu, to_device);
	int n = gpu->loops == 1 ? 3 : SAMPLES;

	if (first <= 0)
		return first;
	for (int i = 0; i < n; i++) {
		all[i] = sample(api, gpu, to_device);
		if (all[i] <= 0)
			return all[i];
	}
	qsort(all, (size_t)n, sizeof(*all), by_value);
	print_gpu_field(cuda, gpu, to_device ? "h2d" : "d2h", "%.2f,%.2f,%.2f",
		all[n / 2], all[0], all[n - 1]);
	return all[n / 2];
}

static void fill(struct copied_gpu *gpu)
{
	unsigned x = 0x9e3779b9u + (unsigned)gpu->index;

	for (size_t i = 0; i < gpu->bytes; i += sizeof(x)) {
		x ^= x << 13; /* Marsaglia's xorshift32 */
		x ^= x >> 17;
		x ^= x << 5;
		memcpy(gpu->host + i, &x, sizeof(x));
	}
}

static bool verify(const struct api *api, struct copied_gpu *gpu)
{
	unsigned char *copy_of_host = malloc(gpu->bytes);
	bool same = false;

	if (!copy_of_host)
		return false;
	fill(gpu);
	memcpy(copy_of_host, gpu->host, gpu->bytes);
	if (copy(api, gpu, true) == 0 && api->stream_wait(gpu->stream) == 0) {
		memset(gpu->host, 0, gpu->bytes);
		same = copy(api, gpu, false) == 0 && api->stream_wait(gpu->stream) == 0 &&
		       memcmp(copy_of_host, gpu->host, gpu->bytes) == 0;
	}
	free(copy_of_host);
	return same;
}

static void measure_one(const struct driver_library *cuda, const struct api *api,
	struct copied_gpu *gpu, const cpu_set_t *allowed)
{
	double result;
	int r;

	r = prepare(api, gpu);
	if (r != 0) {
		print_gpu_field(cuda, gpu, "skipped", "error %d", r);
		return;
	}
	move_near(gpu, allowed);
	print_gpu_field(cuda, gpu, "bytes", "%zu", gpu->bytes);
	print_gpu_field(cuda, gpu, "verified", "%d", verify(api, gpu));
	result = measure(cuda, api, gpu, true);
	if (result > 0)
		result = measure(cuda, api, gpu, false);
	if (result <= 0)
		print_gpu_field(cuda, gpu, "skipped", "error %d", (int)-result);
	print_gpu_field(cuda, gpu, "loops", "%d", gpu->loops);
	if (gpu->gen && gpu->width)
		print_gpu_field(cuda, gpu, "link", "%d,%d", gpu->gen, gpu->width);
	sched_setaffinity(0, sizeof(*allowed), allowed);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Measures all GPUs in parallel: the sum shows whether they share a link. */
static void measure_together(const struct driver_library *cuda, const struct api *api,
	struct copied_gpu *gpus, int n, bool to_device)
{
	double bytes = 0, begin = seconds();

	for (int i = 0; i < n; i++)
		if (gpus[i].ready && queue(api, &gpus[i], to_device) == 0)
			bytes += (double)gpus[i].bytes * gpus[i].loops;
	for (int i = 0; i < n; i++)
		if (gpus[i].ready && await(api, &gpus[i]) != 0)
			return;
	probe_print(cuda, to_device ? "together.h2d" : "together.d2h", "%.2f",
		bytes / (seconds() - begin) / 1e9);
}

void probe_bandwidth(const struct driver_library *cuda)
{
	struct copied_gpu gpus[GPUS_MAX] = { { .index = 0 } };
	cpu_set_t allowed;
	struct api api;
	int n = 0, r;

	CPU_ZERO(&allowed);
	sched_getaffinity(0, sizeof(allowed), &allowed);
	r = find_api(cuda, &api) ? api.init(0) : -1;
	if (r == 0)
		r = api.count(&n);
	probe_print(cuda, "init", "%d", r);
	n = r != 0 ? 0 : n > GPUS_MAX ? GPUS_MAX : n;
	for (int i = 0; i < n; i++) {
		gpus[i].index = i;
		measure_one(cuda, &api, &gpus[i], &allowed);
	}
	if (n > 1) {
		measure_together(cuda, &api, gpus, n, true);
		measure_together(cuda, &api, gpus, n, false);
	}
	for (int i = 0; i < n; i++)
		finish(&api, &gpus[i]);
}
