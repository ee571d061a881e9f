/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "devfiles.h"

#include "core/file.h"
#include "stub.h"

#include <fcntl.h>

#define HEADER_MAX (8UL * 1024 * 1024) /* bytes; cuda.h has 1.2 MB */

/* The errors are CUDA_ERROR_STUB_LIBRARY and NVML_ERROR_LIBRARY_NOT_FOUND. */
static const struct {
	const char *header, *prefix, *path, *soname;
	unsigned error;
} stubs[] = {
	{ "include/cuda.h", "cu", "lib/stubs/libcuda.so", "libcuda.so.1", 34 },
	{ "include/nvml.h", "nvml", "lib/stubs/libnvidia-ml.so", "libnvidia-ml.so.1",
		12 },
};

static bool add_stub(struct tree *tree, const char *machine, size_t i)
{
	struct text header, library;
	struct strv symbols;

	if (faccessat(tree->dir, stubs[i].path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
		file_read(tree->arena, tree->dir, stubs[i].header, HEADER_MAX, &header) <
			0)
		return true;
	symbols = stub_symbols(tree->arena, header.s, stubs[i].prefix);
	if (!symbols.n || !stub_make(tree->arena, machine, stubs[i].soname, &symbols,
				  stubs[i].error, &library))
		return true;
	return tree_write(tree, stubs[i].path, library.s, library.len, false);
}

bool devfiles_add(struct tree *tree, const char *platform)
{
	const char *processor = skip_prefix(platform, "linux-");
	const char *machine = !processor		 ? ""
			      : streq(processor, "sbsa") ? "aarch64"
							 : processor;
	bool good = true;

	for (size_t i = 0; i < ARRAY_SIZE(stubs) && good; i++)
		good = add_stub(tree, machine, i);
	return good && tree_add_dev_links(tree);
}
