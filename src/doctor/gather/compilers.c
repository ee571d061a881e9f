/* SPDX-License-Identifier: MIT
 * Every nvcc in PATH, in its order, with its origin and version. None is run.
 */
#include "config.h"

#include "gatherers.h"

#include "model/toolkit_version.h"

#include <stdlib.h>

enum { COMPILERS_MAX = 16 };

/* Debian's package has its version only in a header: cuda.h contains "#define
 * CUDA_VERSION 12000". */
static struct version distribution_version(const struct subject *subject)
{
	static const char macro[] = "#define CUDA_VERSION ";
	struct text text;
	const char *at;

	if (machine_read_head(subject->machine, "/usr/include/cuda.h", 1 << 20, &text) <
		0)
		return VERSION_UNKNOWN;
	at = strstr(text.s, macro);
	return at ? version_from_api((int)strtol(at + sizeof(macro) - 1, NULL, 10))
		  : VERSION_UNKNOWN;
}

static const char *origin_of(
	const struct subject *subject, const char *path, const char *real)
{
	const char *conda = subject_var(subject, "CONDA_PREFIX");

	if (conda && skip_prefix(path, conda))
		return "conda";
	if (strstr(real, "/hpc_sdk/"))
		return "hpc_sdk";
	if (strstr(real, "/site-packages/"))
		return "wheel";
	if (skip_prefix(real, "/usr/bin/") ||
		skip_prefix(real, "/usr/lib/nvidia-cuda-toolkit/") ||
		skip_prefix(real, "/bin/"))
		return "distribution";
	if (skip_prefix(real, "/snap/"))
		return "snap";
	return "toolkit";
}

static void add(
	const struct subject *subject, struct compilers *compilers, const char *path)
{
	const char *real = machine_real(subject->machine, path);
	struct compiler *compiler = &compilers->v[compilers->n];

	/* Another name of the same file, such as /bin for /usr/bin, is not a second one.
	 */
	for (size_t i = 0; real && i < compilers->n; i++)
		if (streq(compilers->v[i].real, real))
			return;
	if (!real || !machine_is_file(subject->machine, path) ||
		compilers->n >= COMPILERS_MAX)
		return;
	*compiler = (struct compiler){
		.path = path,
		.real = real,
		.origin = origin_of(subject, path, real),
	};
	if (streq(compiler->origin, "distribution")) {
		compiler->version = distribution_version(subject);
	} else {
		compiler->root =
			path_parent(subject->arena, path_parent(subject->arena, real));
		compiler->version =
			toolkit_version_read(subject->machine, compiler->root);
	}
	compilers->n++;
}

void compilers_gather(const struct subject *subject, struct compilers *compilers)
{
	struct strv dirs = subject_elements(subject, "PATH");
	const char *shims = subject->dirs->root ? path_join(subject->arena,
							  subject->dirs->root, "shims")
						: NULL;

	compilers->v =
		arena_alloc(subject->arena, COMPILERS_MAX * sizeof(struct compiler));
	for (size_t i = 0; i < dirs.n; i++)
		if (*dirs.v[i] == '/' && !(shims && streq(dirs.v[i], shims)))
			add(subject, compilers,
				path_join(subject->arena, dirs.v[i], "nvcc"));
}
