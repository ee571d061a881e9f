/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "capture_filter.h"

#include "doctor/check/check.h"

/* The variables that cudaenv and the gatherers read. */
static const char gathered[] =
	"APPTAINER_NAME CONDA_PREFIX CUDA_HOME CUDA_PATH FLUX_JOB_ID HOME "
	"KUBERNETES_SERVICE_HOST LD_LIBRARY_PATH LOGNAME LSB_JOBID PATH PBS_JOBID SHELL "
	"SINGULARITY_NAME SLURM_JOB_ID SUDO_USER USER VIRTUAL_ENV container";

static void add_words(struct strv *list, const char *words)
{
	struct strv names = strv_words(list->arena, words);

	for (size_t i = 0; i < names.n; i++)
		if (!strv_has(list, names.v[i]))
			strv_add(list, names.v[i]);
}

struct strv capture_filter_variables(struct arena *arena)
{
	struct strv list = strv_new(arena);

	add_words(&list, gathered);
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			if (c->variables)
				add_words(&list, c->variables);
	return list;
}

/* Words in the lines that matter, of the user's own files and of large ones. */
static const char *const about_cuda[] = { "cuda", "CMAKE_HOME_DIRECTORY", "nvidia",
	"cudnn", "__version__", "\"version\"", "Version: ", "hypervisor", NULL };
/* The same for C headers, where every line is about CUDA. */
static const char *const in_headers[] = { "CUDA_VERSION ", "CUDART_VERSION ",
	"define CUDNN_M", "__GNUC__", "clang", " cospi(", " rsqrt(", NULL };

static bool has_any(const char *s, const char *const *words)
{
	while (*words && !strcasestr(s, *words))
		words++;
	return *words != NULL;
}

bool capture_filter_line(const char *path, const char *line)
{
	size_t n = strlen(path);

	return has_any(
		line, n > 2 && streq(path + n - 2, ".h") ? in_headers : about_cuda);
}

bool capture_filter_path(const char *path)
{
	/* Packages of a Python environment that checks need. */
	static const char *const asked[] = { "nvidia", "cuda", "torch", "tensorflow",
		"cupy", "jax", "onnxruntime", NULL };
	const char *base = path_base(path);

	return !strstr(base, ".dist-info") || has_any(base, asked);
}
