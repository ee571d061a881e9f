/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "export_vars.h"

static const char *const managed[] = { "PATH", "LD_LIBRARY_PATH", "CUDA_HOME",
	"CUDA_PATH", "CUDAToolkit_ROOT", "CUDAENV_ACTIVE", "CUDA_ROOT", "CUDACXX",
	"LIBRARY_PATH", "CPATH", "MANPATH", "PKG_CONFIG_PATH", "NVCC_CCBIN",
	"CUDAHOSTCXX", NULL };
_Static_assert(ARRAY_SIZE(managed) <= EXPORT_VARS_MAX, "room for all");

static const char *const extra[] = { "CUDA_ROOT", "CUDACXX", "LIBRARY_PATH", "CPATH",
	"MANPATH", "PKG_CONFIG_PATH" };

const char *const *export_vars_names(void)
{
	return managed;
}

bool export_vars_has(const char *name)
{
	for (const char *const *m = managed; *m; m++)
		if (streq(*m, name))
			return true;
	return false;
}

bool export_vars_is_extra(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(extra); i++)
		if (streq(extra[i], name))
			return true;
	return false;
}
