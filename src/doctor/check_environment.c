/* SPDX-License-Identifier: MIT
 * Variables: do they agree with each other and with what is on PATH?
 */
#include "config.h"

#include "checks.h"

#include "model/arch.h"
#include "model/toolkit_version.h"

#include <stdlib.h>

static const char *const root_variables[] = { "CUDA_HOME", "CUDA_PATH", "CUDA_ROOT",
	"CUDA_DIR", "CUDAToolkit_ROOT", "CUDA_TOOLKIT_ROOT_DIR", "CUDA_INSTALL_PATH",
	"NVHPC_CUDA_HOME" };

static const struct compiler *first_nvcc(const struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;

	return compilers->n ? &compilers->v[0] : NULL;
}

static const char *version_at(struct doctor *doctor, const char *path)
{
	struct version version = tree_version(&doctor->machine, path);

	return version.major > 0 ? version_text(doctor->arena, version)
				 : "unknown version";
}

static void fix_selection(struct doctor *doctor, struct version version)
{
	if (doctor->selected)
		fix(doctor, "cudaenv use %s", doctor->selected->name);
	else if (version.major > 0)
		fix(doctor, "cudaenv use %d.%d", version.major, version.minor);
	fix(doctor, "hash -r  # when nvcc is still the old one");
}

void check_cuda_home_vs_nvcc(struct doctor *doctor)
{
	const struct compiler *nvcc = first_nvcc(doctor);
	const char *name = variable(doctor, "CUDA_HOME") ? "CUDA_HOME" : "CUDA_PATH";
	const char *home = variable(doctor, name), *real;
	struct version version;

	real = home && *home == '/' ? machine_real(&doctor->machine, home) : NULL;
	if (!real || !nvcc || (nvcc->root && streq(nvcc->root, real)))
		return;
	version = tree_version(&doctor->machine, real);
	/* Another tree of the same release is a wrapper or a copy, not a wrong choice. */
	if (version.major < 1 || nvcc->version.major < 1 ||
		version_same_release(version, nvcc->version))
		return;
	found(doctor, SEVERITY_ERROR, "%s is CUDA %s, but nvcc on PATH is %s", name,
		version_text(doctor->arena, version),
		version_text(doctor->arena, nvcc->version));
	evidence(doctor, name, "%s", home);
	evidence(doctor, nvcc->path, "%s (%s)",
		version_text(doctor->arena, nvcc->version), nvcc->origin);
	effect(doctor, "CMake builds with one, PyTorch's extensions with the other");
	fix_selection(doctor, version);
}

void check_cuda_vars_disagree(struct doctor *doctor)
{
	const char *first = NULL, *first_name = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(root_variables); i++) {
		const char *value = variable(doctor, root_variables[i]);
		const char *real = value ? machine_real(&doctor->machine, value) : NULL;

		if (!real)
			continue;
		if (!first) {
			first = real;
			first_name = root_variables[i];
			continue;
		}
		if (streq(first, real))
			continue;
		found(doctor, SEVERITY_WARN, "%s and %s name different toolkits",
			first_name, root_variables[i]);
		evidence(doctor, first_name, "%s (%s)", variable(doctor, first_name),
			version_at(doctor, first));
		evidence(doctor, root_variables[i], "%s (%s)", value,
			version_at(doctor, real));
		effect(doctor, "PyTorch asks CUDA_HOME first, cuda-python CUDA_PATH");
		fix(doctor, "unset %s", root_variables[i]);
		return;
	}
}

void check_cuda_var_dangling(struct doctor *doctor)
{
	for (size_t i = 0; i < ARRAY_SIZE(root_variables); i++) {
		const char *value = variable(doctor, root_variables[i]);
		bool has_nvcc;

		if (!value ||
			(*value == '/' &&
				toolkit_is_at(&doctor->machine, value, &has_nvcc)) ||
			machine_is_file(&doctor->machine,
				path_join(doctor->arena, value, "include/cuda.h")))
			continue;
		found(doctor, SEVERITY_ERROR,
			*value != '/' ? "%s is not an absolute path: %s"
			: machine_is_dir(&doctor->machine, value)
				? "%s is set to a directory that is no CUDA toolkit: %s"
				: "%s is set to a directory that is not there: %s",
			root_variables[i], value);
		evidence(doctor, root_variables[i], "%s", value);
		fix(doctor, "unset %s", root_variables[i]);
		return;
	}
}

void check_nvcc_missing(struct doctor *doctor)
{
	struct toolkit **all, *best = NULL;
	size_t n;

	if (first_nvcc(doctor))
		return;
	all = registry_all(&doctor->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->has_nvcc)
			best = all[i];
	if (!best) {
		found(doctor,
			doctor->wanted == FOR_BUILD ? SEVERITY_ERROR : SEVERITY_NOTE,
			"No CUDA toolkit is installed; only building needs one");
		evidence(doctor, "PATH", "no nvcc");
		fix(doctor, "cudaenv install latest");
		return;
	}
	found(doctor, doctor->wanted == FOR_BUILD ? SEVERITY_ERROR : SEVERITY_WARN,
		"nvcc is not on PATH, but CUDA %s is installed",
		version_text(doctor->arena, toolkit_version(best)));
	evidence(doctor, "PATH", "no nvcc");
	evidence_place(doctor, path_join(doctor->arena, best->path, "bin/nvcc"));
	advise(doctor,
		"the distribution's nvidia-cuda-toolkit package would only add another one");
	fix(doctor, "cudaenv use %s", best->name);
}

void check_nvcc_shadowed(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	const struct compiler *nvcc = first_nvcc(doctor);
	const char *root;

	if (!doctor->selected || !nvcc || !doctor->selected->has_nvcc)
		return;
	root = machine_real(&doctor->machine, doctor->selected->path);
	if (!root || (nvcc->root && streq(nvcc->root, root)))
		return;
	found(doctor, SEVERITY_WARN, "nvcc on PATH is %s (%s), not the selected %s",
		version_text(doctor->arena, nvcc->version), nvcc->origin,
		doctor->selected->name);
	for (size_t i = 0; i < compilers->n; i++)
		evidence(doctor, compilers->v[i].path, "%s (%s)",
			version_text(doctor->arena, compilers->v[i].version),
			compilers->v[i].origin);
	if (doctor->selection.origin)
		evidence(doctor, doctor->selection.origin, "%s", doctor->selected->name);
	fix_init(doctor, streq(nvcc->origin, "conda") ? "behind what loads conda: " : "");
}

/* Is a value of TORCH_CUDA_ARCH_LIST or CUDAARCHS beyond what the toolkit knows?
 * "9.0+PTX", "90-real". */
static bool arch_value_known(
	struct doctor *doctor, const char *word, struct version toolkit)
{
	struct arch arch;
	char *end;
	long major = strtol(word, &end, 10), minor = 0;

	if (end == word)
		return true;
	if (*end == '.') {
		minor = strtol(end + 1, NULL, 10);
	} else {
		minor = major % 10;
		major /= 10;
	}
	return !arch_find(
		       doctor->arena, doctor->dirs.data, (int)major, (int)minor, &arch) ||
	       arch_has_toolkit(&arch, toolkit);
}

void check_nvcc_flags_env(struct doctor *doctor)
{
	static const char *const lists[] = { "TORCH_CUDA_ARCH_LIST", "CUDAARCHS" };
	struct toolkit *toolkit = toolkit_active(doctor);

	for (size_t i = 0; i < ARRAY_SIZE(lists) && toolkit; i++) {
		const char *value = variable(doctor, lists[i]);
		char *copy = arena_dup(doctor->arena, value ? value : "");
		struct strv words;

		for (char *c = copy; (c = strpbrk(c, ";,"));)
			*c = ' ';
		words = strv_words(doctor->arena, copy);
		for (size_t w = 0; w < words.n; w++) {
			const char *word = words.v[w];

			if (arch_value_known(doctor, word, toolkit_version(toolkit)))
				continue;
			found(doctor, SEVERITY_WARN,
				"%s asks for %s, which nvcc %s cannot build for",
				lists[i], word,
				version_text(doctor->arena, toolkit_version(toolkit)));
			evidence(doctor, lists[i], "%s", value);
			fix(doctor, "unset %s", lists[i]);
			return;
		}
	}
}
