/* SPDX-License-Identifier: MIT
 * The subcommand "init": whether CUDA works, and which GPUs it sees. It creates no context.
 *
 *	result=0 version=13000 init=0 count=1        (one per line)
 *	gpu.0.name=NVIDIA H100 80GB HBM3
 *	gpu.0.uuid=GPU-4f6c...
 *	gpu.0.bus=0000:01:00.0
 *	gpu.0.capability=9.0
 *	gpu.0.memory=85520809984                     bytes
 *	gpu.0.mode=0                                 compute mode, as in cuda.h
 *	gpu.0.integrated=0
 *	gpu.0.peers=-1                               for each GPU: can this one access its
 *	                                             memory? "-" for itself
 *	jit=/usr/lib/x86_64-linux-gnu/libnvidia-ptxjitcompiler.so.580.65.06
 *
 * The attribute numbers are those of enum CUdevice_attribute in cuda.h.
 */
#include "config.h"

#include "probe.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>

enum { INTEGRATED = 18, COMPUTE_MODE = 20, MAJOR = 75, MINOR = 76, GPUS_MAX = 64 };

struct functions {
	int (*init)(unsigned);
	int (*count)(int *);
	int (*get)(int *, int);
	int (*name)(char *, int, int);
	int (*uuid)(unsigned char *, int);
	int (*bus)(char *, int, int);
	int (*memory)(size_t *, int);
	int (*attribute)(int *, int, int);
};

static int find_functions(const struct driver_library *cuda, struct functions *f)
{
	*(void **)&f->init = probe_function(cuda, "cuInit");
	*(void **)&f->count = probe_function(cuda, "cuDeviceGetCount");
	*(void **)&f->get = probe_function(cuda, "cuDeviceGet");
	*(void **)&f->name = probe_function(cuda, "cuDeviceGetName");
	*(void **)&f->uuid = probe_function(cuda, "cuDeviceGetUuid_v2");
	if (!f->uuid)
		*(void **)&f->uuid = probe_function(cuda, "cuDeviceGetUuid");
	*(void **)&f->bus = probe_function(cuda, "cuDeviceGetPCIBusId");
	*(void **)&f->memory = probe_function(cuda, "cuDeviceTotalMem_v2");
	*(void **)&f->attribute = probe_function(cuda, "cuDeviceGetAttribute");
	return f->init && f->count && f->get && f->name && f->attribute;
}

static int attribute(const struct functions *f, int which, int device)
{
	int value = 0;

	return f->attribute(&value, which, device) == 0 ? value : -1;
}

static void print_gpu(
	const struct driver_library *cuda, int index, const char *key, const char *value)
{
	char name[64];

	snprintf(name, sizeof(name), "gpu.%d.%s", index, key);
	probe_print(cuda, name, "%s", value);
}

static void print_uuid(const struct driver_library *cuda, const struct functions *f,
	int index, int device)
{
	static const int dashes[] = { 4, 6, 8, 10 };
	unsigned char u[16];
	char text[64] = "GPU-";
	size_t at = 4, dash = 0;

	if (!f->uuid || f->uuid(u, device) != 0)
		return;
	for (int i = 0; i < 16; i++) {
		if (dash < 4 && i == dashes[dash]) {
			text[at++] = '-';
			dash++;
		}
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%02x", u[i]);
	}
	print_gpu(cuda, index, "uuid", text);
}

static void print_device(
	const struct driver_library *cuda, const struct functions *f, int index)
{
	char text[256] = "";
	size_t bytes = 0;
	int device;

	if (f->get(&device, index) != 0)
		return;
	if (f->name(text, sizeof(text) - 1, device) == 0)
		print_gpu(cuda, index, "name", text);
	print_uuid(cuda, f, index, device);
	if (f->bus && f->bus(text, sizeof(text) - 1, device) == 0)
		print_gpu(cuda, index, "bus", text);
	snprintf(text, sizeof(text), "%d.%d", attribute(f, MAJOR, device),
		attribute(f, MINOR, device));
	print_gpu(cuda, index, "capability", text);
	if (f->memory && f->memory(&bytes, device) == 0) {
		snprintf(text, sizeof(text), "%zu", bytes);
		print_gpu(cuda, index, "memory", text);
	}
	snprintf(text, sizeof(text), "%d", attribute(f, COMPUTE_MODE, device));
	print_gpu(cuda, index, "mode", text);
	snprintf(text, sizeof(text), "%d", attribute(f, INTEGRATED, device));
	print_gpu(cuda, index, "integrated", text);
}

static void print_peers(const struct driver_library *cuda, int count)
{
	int (*can_access)(int *, int, int);
	char text[GPUS_MAX + 1];

	*(void **)&can_access = probe_function(cuda, "cuDeviceCanAccessPeer");
	for (int i = 0; can_access && count > 1 && i < count && i < GPUS_MAX; i++) {
		int n = 0;

		for (int k = 0; k < count && k < GPUS_MAX; k++) {
			int can = 0;

			if (k == i)
				text[n++] = '-';
			else
				text[n++] =
					can_access(&can, i, k) == 0 && can ? '1' : '0';
		}
		text[n] = '\0';
		print_gpu(cuda, i, "peers", text);
	}
}

/* Prints the path of the driver's PTX compiler. Loading it runs nothing. */
static void print_jit(const struct driver_library *cuda)
{
	void *jit = dlopen("libnvidia-ptxjitcompiler.so.1", RTLD_LAZY | RTLD_LOCAL);
	char real[PATH_MAX];
	struct link_map *map;

	if (!jit)
		probe_print(cuda, "jit_error", "%s", dlerror());
	else if (dlinfo(jit, RTLD_DI_LINKMAP, &map) == 0 && realpath(map->l_name, real))
		probe_print(cuda, "jit", "%s", real);
}

void probe_init(const struct driver_library *cuda)
{
	struct functions f = { .init = NULL };
	int count = 0, r;

	probe_version(cuda);
	if (!find_functions(cuda, &f)) {
		probe_print(cuda, "init", "-1");
		return;
	}
	r = f.init(0);
	probe_print(cuda, "init", "%d", r);
	if (r != 0 || f.count(&count) != 0)
		return;
	probe_print(cuda, "count", "%d", count);
	for (int i = 0; i < count && i < GPUS_MAX; i++)
		print_device(cuda, &f, i);
	print_peers(cuda, count);
	print_jit(cuda);
}
