/* SPDX-License-Identifier: MIT
 * The verb "bandwidth": how fast each GPU copies from and to the host, by the driver API
 * alone: pinned memory, several samples of a few dozen milliseconds, the median in the
 *end. Each GPU by itself, then all together; what was copied is compared.
 *
 *	gpu.0.bytes=67108864 loops= verified=1       (one a line)
 *	gpu.0.h2d=54.9,54.7,55.0                     GB/s (10^9): median, least, most
 *	gpu.0.d2h=55.1,54.8,55.2
 *	gpu.0.link=5,16                              the best seen while copying
 *	together.h2d=...                             the sum of all, with several GPUs
 *
 * "gpu.0.skipped=REASON" in their place when it could not be measured.
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
#define BYTES_LEAST ((size_t)16 << 20)
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

struct slot {
	const char *name;
	size_t at;
};

#define SLOT(name, member)                         \
	{                                          \
		name, offsetof(struct api, member) \
	}

static const struct slot slots[] = {
	SLOT("cuInit", init),
	SLOT("cuDeviceGetCount", count),
	SLOT("cuDeviceGet", get),
	SLOT("cuDeviceGetPCIBusId", bus),
	SLOT("cuDevicePrimaryCtxRetain", retain),
	SLOT("cuDevicePrimaryCtxRelease_v2", release),
	SLOT("cuCtxSetCurrent", set),
	SLOT("cuMemHostAlloc", host_alloc),
	SLOT("cuMemFreeHost", host_free),
	SLOT("cuMemAlloc_v2", alloc),
	SLOT("cuMemFree_v2", free),
	SLOT("cuStreamCreate", stream_new),
	SLOT("cuStreamDestroy_v2", stream_end),
	SLOT("cuStreamQuery", stream_query),
	SLOT("cuStreamSynchronize", stream_wait),
	SLOT("cuEventCreate", event_new),
	SLOT("cuEventDestroy_v2", event_end),
	SLOT("cuEventRecord", record),
	SLOT("cuEventElapsedTime", elapsed),
	SLOT("cuMemcpyHtoDAsync_v2", to_device),
	SLOT("cuMemcpyDtoHAsync_v2", to_host),
};

struct gpu {
	int index, device;
	char bus[32];
	void *context, *stream, *begin, *end;
	unsigned char *host;
	unsigned long long memory;
	size_t bytes;
	int loops, gen, width;
	bool ready;
};

static bool find_api(const struct library *cuda, struct api *api)
{
	for (size_t i = 0; i < sizeof(slots) / sizeof(*slots); i++) {
		void *function = library_function(cuda, slots[i].name);

		if (!function)
			return false;
		memcpy((char *)api + slots[i].at, &function, sizeof(function));
	}
	return true;
}

static void tell_of(const struct library *cuda, const struct gpu *gpu, const char *key,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void tell_of(const struct library *cuda, const struct gpu *gpu, const char *key,
	const char *format, ...)
{
	char name[64], value[256];
	va_list args;

	snprintf(name, sizeof(name), "gpu.%d.%s", gpu->index, key);
	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	tell(cuda, name, "%s", value);
}

/* The first line of a file below the GPU's directory in sysfs; false when there is none.
 */
static bool sysfs_line(const struct gpu *gpu, const char *name, char *line, int size)
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

static void sample_link(struct gpu *gpu)
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

/* Run on the processors near the GPU, as far as we are allowed to. */
static void move_near(const struct gpu *gpu, const cpu_set_t *allowed)
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

static int allocate(const struct api *api, struct gpu *gpu)
{
	int r = 2;

	for (gpu->bytes = BYTES_WANTED; gpu->bytes >= BYTES_LEAST; gpu->bytes /= 4) {
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

static int prepare(const struct api *api, struct gpu *gpu)
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

static void finish(const struct api *api, struct gpu *gpu)
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

static int copy(const struct api *api, const struct gpu *gpu, bool to_device)
{
	return to_device ? api->to_device(gpu->memory, gpu->host, gpu->bytes, gpu->stream)
			 : api->to_host(gpu->host, gpu->memory, gpu->bytes, gpu->stream);
}

/* Queues `loops` copies between the two events. */
static int queue(const struct api *api, const struct gpu *gpu, bool to_device)
{
	int r = api->set(gpu->context);

	if (r == 0)
		r = api->record(gpu->begin, gpu->stream);
	for (int i = 0; r == 0 && i < gpu->loops; i++)
		r = copy(api, gpu, to_device);
	return r ? r : api->record(gpu->end, gpu->stream);
}

/* Waits, looking at the link meanwhile: an idle GPU lets it run slower. */
static int await(const struct api *api, struct gpu *gpu)
{
	int r;

	while ((r = api->stream_query(gpu->stream)) == NOT_READY) {
		sample_link(gpu);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	return r;
}

/* GB/s of one sample; negative: the error. */
static double sample(const struct api *api, struct gpu *gpu, bool to_device)
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

/* Warms up, which raises the link too, and takes as many copies as fill a sample. */
static double choose_loops(const struct api *api, struct gpu *gpu, bool to_device)
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

static double measure(const struct library *cuda, const struct api *api, struct gpu *gpu,
	bool to_device)
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
	tell_of(cuda, gpu, to_device ? "h2d" : "d2h", "%.2f,%.2f,%.2f", all[n / 2],
		all[0], all[n - 1]);
	return all[n / 2];
}

static void fill(struct gpu *gpu)
{
	unsigned x = 0x9e3779b9u + (unsigned)gpu->index;

	for (size_t i = 0; i < gpu->bytes; i += sizeof(x)) {
		x ^= x << 13; /* Marsaglia's xorshift32 */
		x ^= x >> 17;
		x ^= x << 5;
		memcpy(gpu->host + i, &x, sizeof(x));
	}
}

static bool verify(const struct api *api, struct gpu *gpu)
{
	unsigned char *kept = malloc(gpu->bytes);
	bool same = false;

	if (!kept)
		return false;
	fill(gpu);
	memcpy(kept, gpu->host, gpu->bytes);
	if (copy(api, gpu, true) == 0 && api->stream_wait(gpu->stream) == 0) {
		memset(gpu->host, 0, gpu->bytes);
		same = copy(api, gpu, false) == 0 && api->stream_wait(gpu->stream) == 0 &&
		       memcmp(kept, gpu->host, gpu->bytes) == 0;
	}
	free(kept);
	return same;
}

static void measure_one(const struct library *cuda, const struct api *api,
	struct gpu *gpu, const cpu_set_t *allowed)
{
	double result;
	int r;

	r = prepare(api, gpu);
	if (r != 0) {
		tell_of(cuda, gpu, "skipped", "error %d", r);
		return;
	}
	move_near(gpu, allowed);
	tell_of(cuda, gpu, "bytes", "%zu", gpu->bytes);
	tell_of(cuda, gpu, "verified", "%d", verify(api, gpu));
	result = measure(cuda, api, gpu, true);
	if (result > 0)
		result = measure(cuda, api, gpu, false);
	if (result <= 0)
		tell_of(cuda, gpu, "skipped", "error %d", (int)-result);
	tell_of(cuda, gpu, "loops", "%d", gpu->loops);
	if (gpu->gen && gpu->width)
		tell_of(cuda, gpu, "link", "%d,%d", gpu->gen, gpu->width);
	sched_setaffinity(0, sizeof(*allowed), allowed);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* All GPUs at once: the sum tells whether they share a link on the way. */
static void measure_together(const struct library *cuda, const struct api *api,
	struct gpu *gpus, int n, bool to_device)
{
	double bytes = 0, begin = seconds();

	for (int i = 0; i < n; i++)
		if (gpus[i].ready && queue(api, &gpus[i], to_device) == 0)
			bytes += (double)gpus[i].bytes * gpus[i].loops;
	for (int i = 0; i < n; i++)
		if (gpus[i].ready && await(api, &gpus[i]) != 0)
			return;
	tell(cuda, to_device ? "together.h2d" : "together.d2h", "%.2f",
		bytes / (seconds() - begin) / 1e9);
}

void ask_bandwidth(const struct library *cuda)
{
	static struct gpu gpus[GPUS_MAX];
	cpu_set_t allowed;
	struct api api;
	int n = 0, r;

	CPU_ZERO(&allowed);
	sched_getaffinity(0, sizeof(allowed), &allowed);
	r = find_api(cuda, &api) ? api.init(0) : -1;
	if (r == 0)
		r = api.count(&n);
	tell(cuda, "init", "%d", r);
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
