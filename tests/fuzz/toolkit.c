/* SPDX-License-Identifier: MIT
 * Any bytes as one of the files of a toolkit: the version is within its bounds or unknown,
 * and so is the limit on the host compiler. The first byte selects the file.
 */
#include "config.h"

#include "model/hostcompiler.h"
#include "model/toolkit_version.h"

#include "fuzz.h"

static const char *const files[] = { TOOLKIT_RECORD, "version.json", "version.txt",
	"include/cuda_runtime_api.h", "include/crt/host_config.h" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct machine machine = { .root = "", .arena = &arena };
	struct toolkit toolkit = { .path = fuzz_dir(), .machine = &machine };
	struct version version;
	char *file;
	int limit;

	if (size == 0)
		return 0;
	file = fuzz_file(&arena, files[*data % ARRAY_SIZE(files)], data + 1, size - 1);
	version = toolkit_version_read(&machine, toolkit.path);
	must(version.major < 1000 && version.minor < 100 && version.patch < 1000);
	must(version.major >= 1 || version_compare(version, VERSION_UNKNOWN) == 0);
	limit = hostcompiler_limit(&toolkit);
	must(limit >= 0 && limit < 1000);
	unlink(file);
	arena_release(&arena);
	return 0;
}
