/* SPDX-License-Identifier: MIT
 * Any bytes as what describes the driver: /proc/driver/nvidia/version, a line of the
 * cache, and the output of the helper. The versions and numbers are within their bounds.
 */
#include "config.h"

#include "model/drivercache.h"
#include "model/gpu.h"

#include "fuzz.h"

static void kernel(struct arena *arena, const uint8_t *data, size_t size)
{
	struct machine machine = { .root = fuzz_dir(), .arena = arena };
	struct kernel kernel;

	fuzz_file(arena, "proc/driver/nvidia/version", data, size);
	kernel = kernel_read(&machine);
	if (!kernel.version)
		return;
	must(!kernel.version[strspn(kernel.version, "0123456789.")]);
	must(*kernel_branch(arena, kernel.version) &&
		kernel_compare(kernel.version, kernel.version) == 0);
}

static void cache(struct arena *arena, const char *text)
{
	struct driver_record record;

	if (!drivercache_parse(arena, text, &record))
		return;
	must(record.result >= DRIVER_QUERIED && record.result <= DRIVER_TIMED_OUT);
	must(record.result != DRIVER_QUERIED ||
		(record.api >= 1000 && record.api < 1000000));
}

static void helper(struct arena *arena, const char *text)
{
	struct gpus gpus = gpus_parse(arena, text);

	must(gpus.n <= 64);
	for (size_t i = 0; i < gpus.n; i++)
		must(gpus.v[i].major >= 0 && gpus.v[i].major < 100 &&
			gpus.v[i].minor >= 0 && gpus.v[i].minor < 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *text = fuzz_text(&arena, data, size);

	kernel(&arena, data, size);
	cache(&arena, text);
	helper(&arena, text);
	arena_release(&arena);
	return 0;
}
