/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "export_vars.h"

#include "core/macro.h"

/* The table of the variables that cudaenv sets. Hooks read it through the program: a new
 * row is sufficient for them. */
static const struct {
	const char *name;
	enum export_kind kind;
	bool extra;
} exported[] = {
	{ "PATH", EXPORT_PATH, false },
	{ "LD_LIBRARY_PATH", EXPORT_PATH, false },
	{ "CUDA_HOME", EXPORT_SCALAR, false },
	{ "CUDA_PATH", EXPORT_SCALAR, false },
	{ "CUDAToolkit_ROOT", EXPORT_SCALAR, false },
	{ "CUDAENV_ACTIVE", EXPORT_SCALAR, false },
	{ "CUDA_ROOT", EXPORT_SCALAR, true },
	{ "CUDACXX", EXPORT_SCALAR, true },
	{ "LIBRARY_PATH", EXPORT_PATH, true },
	{ "CPATH", EXPORT_PATH, true },
	{ "MANPATH", EXPORT_PATH, true },
	{ "PKG_CONFIG_PATH", EXPORT_PATH, true },
	{ "NVCC_CCBIN", EXPORT_SCALAR, false },
	{ "CUDAHOSTCXX", EXPORT_SCALAR, false },
};
_Static_assert(ARRAY_SIZE(exported) <= EXPORT_VARS_MAX, "room for all");

/* Other variables that the hook passes to the program. */
static const char *const read_only[] = { "CUDAENV_VERSION", "CUDAENV_VERSION_OLD",
	"CUDAENV_ROOT", "CUDAENV_DIR", "CUDAENV_CONFIG", "_OLD_VIRTUAL_PATH", "__CUDAENV",
	"__cudaenv_told", "__cudaenv_left" };

const char *export_vars_name(size_t i)
{
	return i < ARRAY_SIZE(exported) ? exported[i].name : NULL;
}

const char *export_vars_hook_name(size_t i)
{
	if (i < ARRAY_SIZE(exported))
		return exported[i].name;
	i -= ARRAY_SIZE(exported);
	return i < ARRAY_SIZE(read_only) ? read_only[i] : NULL;
}

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(exported) && !streq(exported[i].name, name))
		i++;
	return i;
}

bool export_vars_has(const char *name)
{
	return find(name) < ARRAY_SIZE(exported);
}

bool export_vars_is_extra(const char *name)
{
	return export_vars_has(name) && exported[find(name)].extra;
}

bool export_vars_is_path(const char *name)
{
	return export_vars_has(name) && exported[find(name)].kind == EXPORT_PATH;
}
