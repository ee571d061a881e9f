/* SPDX-License-Identifier: MIT
 * A stand-in for NVIDIA's management library: FAKE_NVML is what nvmlInit says (0), or
 * hang, crash; FAKE_NVML_GPU what getting hold of a GPU says (0).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int nvmlInit_v2(void);
int nvmlInit_v2(void)
{
	const char *what = getenv("FAKE_NVML");

	if (what && strcmp(what, "hang") == 0)
		for (;;)
			pause();
	if (what && strcmp(what, "crash") == 0)
		raise(SIGSEGV);
	return what ? atoi(what) : 0;
}

int nvmlSystemGetDriverVersion(char *text, unsigned size);
int nvmlSystemGetDriverVersion(char *text, unsigned size)
{
	return snprintf(text, size, "580.65.06") < 0;
}

int nvmlDeviceGetCount_v2(unsigned *count);
int nvmlDeviceGetCount_v2(unsigned *count)
{
	*count = 1;
	return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
	const char *what = getenv("FAKE_NVML_GPU");

	(void)index;
	*device = device;
	return what ? atoi(what) : 0;
}

int nvmlDeviceGetPersistenceMode(void *device, unsigned *mode);
int nvmlDeviceGetPersistenceMode(void *device, unsigned *mode)
{
	(void)device;
	*mode = 1;
	return 0;
}
