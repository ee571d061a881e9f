/* SPDX-License-Identifier: MIT
 * The subcommand "nvml": what the driver's management library reports about each GPU,
 * including those that are hidden from CUDA.
 *
 *	nvml=0 driver=580.65.06 count=1              (one per line)
 *	gpu.0.result=0                               of opening the device
 *	gpu.0.uuid= bus= name=
 *	gpu.0.mode=0 persistence=1 mig=0 mig_devices=0 ecc_uncorrected=0 remap=0,0,0,0
 *	gpu.0.throttle=0 used= total= link_now=1,16 link_max=4,16 processes=4242,4243
 *	gpu.0.fabric=3                               its state; 3 is completed
 *
 * Structures and numbers are those of nvml.h. Values that the GPU does not support are
 * omitted.
 */
#include "config.h"

#include "probe.h"

#include <stdarg.h>
#include <string.h>

enum { GPUS_MAX = 64, PROCESSES_MAX = 32 };

typedef void *device_t;

/* nvmlPciInfo_t, version 3. */
struct pci_info {
	char legacy[16];
	unsigned domain, bus, device, pci_device_id, pci_sub_system_id;
	char bus_id[32];
};

struct memory {
	unsigned long long total, free, used;
};

/* nvmlProcessInfo_v2_t: what nvmlDeviceGetComputeRunningProcesses_v3 fills. */
struct process {
	unsigned pid;
	unsigned long long used;
	unsigned gpu_instance, compute_instance;
};

static void print_gpu_field(const struct driver_library *nvml, unsigned index,
	const char *key, const char *format, ...) __attribute__((format(printf, 4, 5)));

static void print_gpu_field(const struct driver_library *nvml, unsigned index,
	const char *key, const char *format, ...)
{
	char name[64], value[512];
	va_list args;

	snprintf(name, sizeof(name), "gpu.%u.%s", index, key);
	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	probe_print(nvml, name, "%s", value);
}

/* Calls a function (device, unsigned *), and prints its result as `key`. */
static void print_number(const struct driver_library *nvml, unsigned index,
	device_t device, const char *function, const char *key)
{
	int (*get)(device_t, unsigned *);
	unsigned value = 0;

	*(void **)&get = probe_function(nvml, function);
	if (get && get(device, &value) == 0)
		print_gpu_field(nvml, index, key, "%u", value);
}

static void print_pair(const struct driver_library *nvml, unsigned index, device_t device,
	const char *first, const char *second, const char *key)
{
	int (*get)(device_t, unsigned *), (*get_other)(device_t, unsigned *);
	unsigned a = 0, b = 0;

	*(void **)&get = probe_function(nvml, first);
	*(void **)&get_other = probe_function(nvml, second);
	if (get && get_other && get(device, &a) == 0 && get_other(device, &b) == 0)
		print_gpu_field(nvml, index, key, "%u,%u", a, b);
}

static void print_identity(
	const struct driver_library *nvml, unsigned index, device_t device)
{
	int (*name)(device_t, char *, unsigned), (*uuid)(device_t, char *, unsigned);
	int (*pci)(device_t, struct pci_info *);
	struct pci_info info = { .bus = 0 };
	char text[128] = "";

	*(void **)&name = probe_function(nvml, "nvmlDeviceGetName");
	*(void **)&uuid = probe_function(nvml, "nvmlDeviceGetUUID");
	*(void **)&pci = probe_function(nvml, "nvmlDeviceGetPciInfo_v3");
	if (name && name(device, text, sizeof(text) - 1) == 0)
		print_gpu_field(nvml, index, "name", "%s", text);
	if (uuid && uuid(device, text, sizeof(text) - 1) == 0)
		print_gpu_field(nvml, index, "uuid", "%s", text);
	if (pci && pci(device, &info) == 0)
		print_gpu_field(nvml, index, "bus", "%04x:%02x:%02x.0", info.domain,
			info.bus, info.device);
}

static void print_mig(const struct driver_library *nvml, unsigned index, device_t device)
{
	int (*mode)(device_t, unsigned *, unsigned *), (*most)(device_t, unsigned *);
	int (*get)(device_t, unsigned, device_t *);
	unsigned now = 0, pending = 0, max = 0, there = 0;
	device_t part;

	*(void **)&mode = probe_function(nvml, "nvmlDeviceGetMigMode");
	*(void **)&most = probe_function(nvml, "nvmlDeviceGetMaxMigDeviceCount");
	*(void **)&get = probe_function(nvml, "nvmlDeviceGetMigDeviceHandleByIndex");
	if (!mode || mode(device, &now, &pending) != 0)
		return;
	print_gpu_field(nvml, index, "mig", "%u", now);
	if (!now || !most || !get || most(device, &max) != 0)
		return;
	for (unsigned i = 0; i < max && i < GPUS_MAX; i++)
		there += get(device, i, &part) == 0;
	print_gpu_field(nvml, index, "mig_devices", "%u", there);
}

static void print_health(
	const struct driver_library *nvml, unsigned index, device_t device)
{
	int (*ecc)(device_t, int, int, unsigned long long *);
	int (*remap)(device_t, unsigned *, unsigned *, unsigned *, unsigned *);
	int (*throttle)(device_t, unsigned long long *);
	unsigned long long value = 0;
	unsigned r[4] = { 0 };

	*(void **)&ecc = probe_function(nvml, "nvmlDeviceGetTotalEccErrors");
	*(void **)&remap = probe_function(nvml, "nvmlDeviceGetRemappedRows");
	*(void **)&throttle =
		probe_function(nvml, "nvmlDeviceGetCurrentClocksThrottleReasons");
	/* NVML_MEMORY_ERROR_TYPE_UNCORRECTED, NVML_VOLATILE_ECC */
	if (ecc && ecc(device, 1, 0, &value) == 0)
		print_gpu_field(nvml, index, "ecc_uncorrected", "%llu", value);
	/* correctable, uncorrectable, pending, failure */
	if (remap && remap(device, &r[0], &r[1], &r[2], &r[3]) == 0)
		print_gpu_field(
			nvml, index, "remap", "%u,%u,%u,%u", r[0], r[1], r[2], r[3]);
	if (throttle && throttle(device, &value) == 0)
		print_gpu_field(nvml, index, "throttle", "%llu", value);
}

/* The links of NVLink that are active. Without NVLink, prints nothing. */
static void print_nvlink(
	const struct driver_library *nvml, unsigned index, device_t device)
{
	enum { LINKS_MAX = 18 }; /* NVML_NVLINK_MAX_LINKS of nvml.h */
	int (*state)(device_t, unsigned, unsigned *);
	unsigned links = 0, known = 0;

	*(void **)&state = probe_function(nvml, "nvmlDeviceGetNvLinkState");
	for (unsigned i = 0; state && i < LINKS_MAX; i++) {
		unsigned active = 0;

		if (state(device, i, &active) != 0)
			continue;
		known++;
		links += active != 0;
	}
	if (known)
		print_gpu_field(nvml, index, "nvlinks", "%u,%u", links, known);
}

static void print_use(const struct driver_library *nvml, unsigned index, device_t device)
{
	int (*memory)(device_t, struct memory *);
	int (*running)(device_t, unsigned *, struct process *);
	struct process list[PROCESSES_MAX];
	unsigned n = PROCESSES_MAX;
	struct memory m;
	char pids[512] = "";
	size_t at = 0;

	memset(list, 0, sizeof(list));
	*(void **)&memory = probe_function(nvml, "nvmlDeviceGetMemoryInfo");
	*(void **)&running =
		probe_function(nvml, "nvmlDeviceGetComputeRunningProcesses_v3");
	if (memory && memory(device, &m) == 0) {
		print_gpu_field(nvml, index, "used", "%llu", m.used);
		print_gpu_field(nvml, index, "total", "%llu", m.total);
	}
	if (!running || running(device, &n, list) != 0)
		return;
	for (unsigned i = 0; i < n && i < PROCESSES_MAX; i++)
		at += (size_t)snprintf(
			pids + at, sizeof(pids) - at, "%s%u", i ? "," : "", list[i].pid);
	print_gpu_field(nvml, index, "processes", "%s", pids);
}

static void print_gpu(const struct driver_library *nvml, unsigned index)
{
	int (*get)(unsigned, device_t *);
	device_t device = NULL;
	int r;

	*(void **)&get = probe_function(nvml, "nvmlDeviceGetHandleByIndex_v2");
	r = get ? get(index, &device) : -1;
	print_gpu_field(nvml, index, "result", "%d", r);
	if (r != 0)
		return;
	print_identity(nvml, index, device);
	print_number(nvml, index, device, "nvmlDeviceGetComputeMode", "mode");
	print_number(nvml, index, device, "nvmlDeviceGetPersistenceMode", "persistence");
	print_pair(nvml, index, device, "nvmlDeviceGetCurrPcieLinkGeneration",
		"nvmlDeviceGetCurrPcieLinkWidth", "link_now");
	print_pair(nvml, index, device, "nvmlDeviceGetMaxPcieLinkGeneration",
		"nvmlDeviceGetMaxPcieLinkWidth", "link_max");
	print_mig(nvml, index, device);
	print_health(nvml, index, device);
	print_use(nvml, index, device);
	print_nvlink(nvml, index, device);
}

void probe_nvml(const struct driver_library *nvml)
{
	int (*init)(void), (*driver)(char *, unsigned), (*count)(unsigned *);
	char text[96] = "";
	unsigned n = 0;
	int r;

	*(void **)&init = probe_function(nvml, "nvmlInit_v2");
	*(void **)&driver = probe_function(nvml, "nvmlSystemGetDriverVersion");
	*(void **)&count = probe_function(nvml, "nvmlDeviceGetCount_v2");
	r = init ? init() : -1;
	probe_print(nvml, "nvml", "%d", r);
	if (r != 0)
		return;
	if (driver && driver(text, sizeof(text) - 1) == 0)
		probe_print(nvml, "driver", "%s", text);
	if (!count || count(&n) != 0)
		return;
	probe_print(nvml, "count", "%u", n);
	for (unsigned i = 0; i < n && i < GPUS_MAX; i++)
		print_gpu(nvml, i);
}
