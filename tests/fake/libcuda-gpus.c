/* SPDX-License-Identifier: MIT
 * A stand-in for NVIDIA's driver library that has GPUs too, besides what libcuda.c does:
 *
 *	FAKE_INIT	what cuInit says: a number, or hang, crash, exit, print. With
 *			CUDA_VISIBLE_DEVICES set and empty it is 100.
 *	FAKE_MS		how long cuInit takes (0)
 *	FAKE_GPUS	how many there are (1)
 *	FAKE_CORRUPT	set: copies change a byte
 *
 * A copy "takes" 2.5 ms for 64 MiB: 26.8 GB/s.
 */
#include "libcuda.c"

#include <stddef.h>

static int copies;

int cuInit(unsigned flags);
int cuInit(unsigned flags)
{
	const char *what = getenv("FAKE_INIT");
	const char *visible = getenv("CUDA_VISIBLE_DEVICES");

	(void)flags;
	if (getenv("FAKE_MS"))
		usleep(1000 * (useconds_t)atoi(getenv("FAKE_MS")));
	if (what && strcmp(what, "hang") == 0)
		for (;;)
			pause();
	if (what && strcmp(what, "crash") == 0)
		raise(SIGSEGV);
	if (what && strcmp(what, "exit") == 0)
		exit(3);
	if (what && strcmp(what, "print") == 0)
		print_rubbish();
	if (visible && !*visible)
		return 100;
	return what ? atoi(what) : 0;
}

int cuDeviceGetCount(int *count);
int cuDeviceGetCount(int *count)
{
	const char *gpus = getenv("FAKE_GPUS");

	*count = gpus ? atoi(gpus) : 1;
	return 0;
}

int cuDeviceGet(int *device, int index);
int cuDeviceGet(int *device, int index)
{
	*device = index;
	return 0;
}

int cuDeviceGetName(char *name, int size, int device);
int cuDeviceGetName(char *name, int size, int device)
{
	return snprintf(name, (size_t)size, "Stand-in %d", device) < 0;
}

int cuDeviceGetUuid_v2(unsigned char *uuid, int device);
int cuDeviceGetUuid_v2(unsigned char *uuid, int device)
{
	memset(uuid, 0x10 + device, 16);
	return 0;
}

int cuDeviceGetPCIBusId(char *bus, int size, int device);
int cuDeviceGetPCIBusId(char *bus, int size, int device)
{
	return snprintf(bus, (size_t)size, "0000:0%d:00.0", device + 1) < 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device);
int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
	(void)device;
	*bytes = (size_t)24 << 30;
	return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device);
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
	(void)device;
	*value = attribute == 75 ? 8 : attribute == 76 ? 9 : 0;
	return 0;
}

int cuDevicePrimaryCtxRetain(void **context, int device);
int cuDevicePrimaryCtxRetain(void **context, int device)
{
	(void)device;
	*context = &copies;
	return 0;
}

#define DONE(name, type)     \
	int name(type);      \
	int name(type value) \
	{                    \
		(void)value; \
		return 0;    \
	}

DONE(cuDevicePrimaryCtxRelease_v2, int)
DONE(cuCtxSetCurrent, void *)
DONE(cuStreamDestroy_v2, void *)
DONE(cuStreamQuery, void *)
DONE(cuStreamSynchronize, void *)
DONE(cuEventDestroy_v2, void *)

int cuMemHostAlloc(void **p, size_t size, unsigned flags);
int cuMemHostAlloc(void **p, size_t size, unsigned flags)
{
	(void)flags;
	*p = malloc(size);
	return *p ? 0 : 2;
}

int cuMemFreeHost(void *p);
int cuMemFreeHost(void *p)
{
	free(p);
	return 0;
}

int cuMemAlloc_v2(unsigned long long *p, size_t size);
int cuMemAlloc_v2(unsigned long long *p, size_t size)
{
	*p = (unsigned long long)(size_t)malloc(size);
	return *p ? 0 : 2;
}

int cuMemFree_v2(unsigned long long p);
int cuMemFree_v2(unsigned long long p)
{
	free((void *)(size_t)p);
	return 0;
}

int cuStreamCreate(void **stream, unsigned flags);
int cuStreamCreate(void **stream, unsigned flags)
{
	(void)flags;
	*stream = &copies;
	return 0;
}

int cuEventCreate(void **event, unsigned flags);
int cuEventCreate(void **event, unsigned flags)
{
	return cuStreamCreate(event, flags);
}

int cuEventRecord(void *event, void *stream);
int cuEventRecord(void *event, void *stream)
{
	(void)event;
	(void)stream;
	return 0;
}

int cuEventElapsedTime(float *ms, void *begin, void *end);
int cuEventElapsedTime(float *ms, void *begin, void *end)
{
	(void)begin;
	(void)end;
	*ms = 2.5F * (float)copies;
	copies = 0;
	return 0;
}

int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t n, void *stream);
int cuMemcpyHtoDAsync_v2(unsigned long long to, const void *from, size_t n, void *stream)
{
	(void)stream;
	if (!copies++) /* once is enough */
		memcpy((void *)(size_t)to, from, n);
	if (getenv("FAKE_CORRUPT"))
		*(char *)(size_t)to ^= 1;
	return 0;
}

int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t n, void *stream);
int cuMemcpyDtoHAsync_v2(void *to, unsigned long long from, size_t n, void *stream)
{
	(void)stream;
	if (copies++ < 2)
		memcpy(to, (void *)(size_t)from, n);
	return 0;
}
