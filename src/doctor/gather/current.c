/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "current.h"

#include "loader.h"

#include "model/kernel.h"

const char *current_branch(struct arena *arena, const struct facts *facts)
{
	const char *version = facts->kernel.module;

	if (!version && facts->libcuda.n)
		version = loader_library_version(arena, facts->libcuda.v[0].real);
	return version ? kernel_branch(arena, version) : "580";
}

struct toolkit *current_toolkit(struct subject *subject, const struct facts *facts)
{
	const struct compilers *compilers = &facts->compilers;
	const char *home = subject_var(subject, "CUDA_HOME");

	if (compilers->n)
		return subject_toolkit_with(subject, compilers->v[0].real);
	if (!home)
		home = subject_var(subject, "CUDA_PATH");
	return home ? subject_toolkit_with(subject, subject_real(subject, home))
		    : subject->selected;
}

struct driver current_driver(const struct subject *subject, const struct facts *facts)
{
	const struct cuda *cuda = &facts->cuda;
	struct drivers drivers = { subject->arena, subject->machine, subject->dirs,
		subject->vars };
	struct driver driver = { .result = DRIVER_NONE };

	if (cuda->probed == PROBE_NOT_RUN && facts->files_only)
		return driver_cached(&drivers);
	driver.kernel = facts->kernel.module;
	driver.library = cuda->library;
	if (cuda->version > 0) {
		driver.result = DRIVER_QUERIED;
		driver.cuda = version_from_api(cuda->version);
	}
	return driver;
}

bool current_has_driver(const struct facts *facts)
{
	if (facts->kernel.module)
		return true;
	for (size_t i = 0; i < facts->libcuda.n; i++)
		if (!strstr(facts->libcuda.v[i].real, "/stubs/") &&
			!strstr(facts->libcuda.v[i].real, "/compat/"))
			return true;
	return false;
}
