/* SPDX-License-Identifier: MIT
 * Variables: do they agree with each other and with what is in PATH, and what have
 * startup files, modules and sudo left in them?
 */
#include "config.h"

#include "checks.h"

#include "model/arch.h"
#include "model/table.h"
#include "model/toolkit_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/vfs.h>

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

static const struct python *py(const struct doctor *doctor)
{
	return &doctor->facts->python;
}

static const struct dist *dist_named(const struct doctor *doctor, const char *name)
{
	for (size_t i = 0; i < py(doctor)->n; i++)
		if (streq(py(doctor)->dist[i].name, name))
			return &py(doctor)->dist[i];
	return NULL;
}

void check_conda_cuda_shadow(struct doctor *doctor)
{
	const char *conda = variable(doctor, "CONDA_PREFIX");
	const struct compilers *compilers = &doctor->facts->compilers;

	if (!conda || !compilers->n || !streq(compilers->v[0].origin, "conda"))
		return;
	found(doctor, SEVERITY_NOTE, "nvcc %s is the active conda environment's",
		version_text(doctor->arena, compilers->v[0].version));
	evidence_place(doctor, compilers->v[0].path);
	if (dist_named(doctor, "cupy"))
		fix(doctor, "export CUDA_PATH=$CONDA_PREFIX/targets/x86_64-linux");
}

enum { NFS_MAGIC = 0x6969 };

void check_path_duplicates(struct doctor *doctor)
{
	struct strv elements = path_elements(doctor, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < elements.n; i++)
		if (!*elements.v[i]) {
			found(doctor, SEVERITY_NOTE,
				"LD_LIBRARY_PATH has an empty element, which means the current directory");
			evidence(doctor, "LD_LIBRARY_PATH", "%s",
				variable(doctor, "LD_LIBRARY_PATH"));
			fix_without(doctor, "LD_LIBRARY_PATH", "");
			return;
		}
}

/* What a line gives to the variable: NAME=..., NAME+=..., set -gx NAME ..., setenv NAME
 * ...; NULL. */
static const char *assigned(const char *line, const char *name)
{
	bool set = skip_prefix(line, "set") != NULL;
	size_t n = strlen(name);

	for (const char *at = line; (at = strstr(at, name)); at += n) {
		const char *rest = at + n;

		if (at > line &&
			(isalnum((unsigned char)at[-1]) || strchr("_${", at[-1])))
			continue;
		if (*rest == '=' || skip_prefix(rest, "+=") ||
			(set && isblank((unsigned char)*rest)))
			return rest;
	}
	return NULL;
}

/* "cuda", "cuda-12.4": as a toolkit's directory is called. */
static bool names_toolkit(const char *part)
{
	const char *rest = skip_prefix(part, "cuda");

	return rest && (!*rest || isdigit((unsigned char)rest[*rest == '-']));
}

/* Is it a toolkit's directory, or one in it that goes into a search path? */
static bool in_toolkit(struct arena *arena, const char *element)
{
	static const char *const below[] = { "bin", "lib", "lib64", "extras", "targets",
		"nvvm", "compat", "" };
	struct strv parts = strv_split(arena, element, '/');

	for (size_t i = 1; i < parts.n; i++) {
		if (!names_toolkit(parts.v[i]))
			continue;
		if (i + 1 == parts.n)
			return true;
		for (size_t k = 0; k < ARRAY_SIZE(below); k++)
			if (streq(parts.v[i + 1], below[k]))
				return true;
	}
	return false;
}

/* Is the line an assignment to a path of CUDA, and no comment? */
static bool sets_cuda(struct arena *arena, const char *line)
{
	static const char *const names[] = { "PATH", "path", "LD_LIBRARY_PATH",
		"CUDA_HOME", "CUDA_PATH", "CUDAToolkit_ROOT" };

	line += strspn(line, " \t");
	for (size_t i = 0; i < ARRAY_SIZE(names) && *line != '#'; i++) {
		const char *value = assigned(line, names[i]);
		char *text = arena_dup(arena, value ? value : "");
		struct strv elements;

		for (char *c = text; (c = strpbrk(c, ":;=+\"'()"));)
			*c = ' ';
		elements = strv_words(arena, text);
		for (size_t k = 0; k < elements.n && *elements.v[k] != '#'; k++)
			if (in_toolkit(arena, elements.v[k]))
				return true;
	}
	return false;
}

static bool scan_rc(struct doctor *doctor, const char *file, struct strv *places)
{
	const char *text = file_text(doctor, file);
	struct strv lines = strv_split(doctor->arena, text ? text : "", '\n');
	bool any = false;

	for (size_t i = 0; i < lines.n; i++)
		if (sets_cuda(doctor->arena, lines.v[i])) {
			any = true;
			strv_add(places,
				arena_printf(doctor->arena, "%s:%zu", file, i + 1));
			strv_add(places, lines.v[i] + strspn(lines.v[i], " \t"));
		}
	return any;
}

void check_rc_conflict(struct doctor *doctor)
{
	static const char *const own[] = { ".bashrc", ".bash_profile", ".profile",
		".zshrc", ".zshenv", ".zprofile", ".config/fish/config.fish", ".kshrc",
		".tcshrc" };
	struct strv places = strv_new(doctor->arena);
	struct strv global = machine_glob(&doctor->machine, "", "/etc/profile.d/*");
	const char *home = variable(doctor, "HOME");

	/* Only who selects with cudaenv has two that set the same. */
	if (!doctor->selected)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(own) && home; i++)
		scan_rc(doctor, path_join(doctor->arena, home, own[i]), &places);
	for (size_t i = 0; i < global.n; i++)
		if (strstr(path_base(global.v[i]), "cuda"))
			scan_rc(doctor, global.v[i], &places);
	scan_rc(doctor, "/etc/environment", &places);
	if (!places.n)
		return;
	found(doctor, SEVERITY_WARN,
		"A start file of the shell sets CUDA's paths by hand");
	for (size_t i = 0; i + 1 < places.n; i += 2)
		evidence(doctor, places.v[i], "%s", places.v[i + 1]);
	effect(doctor, "it fights with what cudaenv selects");
	fix(doctor, "${EDITOR:-vi} +%s %s  # delete that line",
		strrchr(places.v[0], ':') + 1,
		arena_ndup(doctor->arena, places.v[0],
			(size_t)(strrchr(places.v[0], ':') - places.v[0])));
}

/* Is it a module of CUDA itself: cuda/12.4, CUDA/12.1.1, nvhpc/24.1, apps/cuda/12.4? What
 * is only built with it (PyTorch/2.1-CUDA-12.1) is not. */
static bool is_cuda_module(struct doctor *doctor, const char *module)
{
	struct strv parts = strv_split(doctor->arena, module, '/');

	for (size_t i = 0; i < parts.n && (i == 0 || i + 1 < parts.n); i++)
		if (strncasecmp(parts.v[i], "cuda", 4) == 0 ||
			strncasecmp(parts.v[i], "nvhpc", 5) == 0)
			return true;
	return false;
}

void check_module_loaded(struct doctor *doctor)
{
	static const char *const names[] = { "EBROOTCUDA", "SPACK_ENV",
		"CRAY_CUDATOOLKIT_DIR" };
	struct strv modules = path_elements(doctor, "LOADEDMODULES");
	const char *name = NULL, *module = NULL;

	for (size_t i = 0; i < modules.n && !module; i++)
		if (is_cuda_module(doctor, modules.v[i]))
			module = modules.v[i];
	for (size_t i = 0; i < ARRAY_SIZE(names) && !name; i++)
		if (variable(doctor, names[i]))
			name = names[i];
	if (!doctor->selected || (!module && !name))
		return;
	found(doctor, SEVERITY_NOTE,
		"An environment module has loaded a CUDA of its own");
	if (module) {
		evidence(doctor, "LOADEDMODULES", "%s", module);
		fix(doctor, "module unload %s", module);
	} else {
		evidence(doctor, name, "%s", variable(doctor, name));
	}
}

void check_device_order(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;
	const char *order = variable(doctor, "CUDA_DEVICE_ORDER");

	for (size_t i = 1; i < cuda->n && !order; i++)
		if (cuda->gpu[i].name && cuda->gpu[0].name &&
			!streq(cuda->gpu[i].name, cuda->gpu[0].name)) {
			found(doctor, SEVERITY_NOTE,
				"CUDA numbers the GPUs fastest first, nvidia-smi by their place on the bus");
			evidence(doctor, "cuDeviceGetName", "0: %s, %zu: %s",
				cuda->gpu[0].name, i, cuda->gpu[i].name);
			fix(doctor, "export CUDA_DEVICE_ORDER=PCI_BUS_ID");
			return;
		}
}

void check_debug_env_left(struct doctor *doctor)
{
	static const char *const switches[][3] = {
		{ "CUDA_LAUNCH_BLOCKING", "1", "every launch waits for its end" },
		{ "CUDA_DISABLE_PTX_JIT", "1", "programs with PTX alone fail" },
		{ "CUDA_FORCE_PTX_JIT", "1",
			"every program compiles its code anew at the start" },
		{ "CUDA_CACHE_DISABLE", "1", "PTX is compiled again at each start" },
		{ "NVIDIA_TF32_OVERRIDE", "0", "TF32 is off" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(switches); i++) {
		const char *value = variable(doctor, switches[i][0]);

		if (!value || !streq(value, switches[i][1]))
			continue;
		found(doctor, SEVERITY_NOTE, "%s=%s is set: %s", switches[i][0], value,
			switches[i][2]);
		evidence(doctor, switches[i][0], "%s", value);
		fix(doctor, "unset %s", switches[i][0]);
	}
}

void check_cuda_cache(struct doctor *doctor)
{
	const char *dir = variable(doctor, "CUDA_CACHE_PATH"),
		   *home = variable(doctor, "HOME");
	struct statfs fs;

	if (!dir && home)
		dir = path_join(doctor->arena, home, ".nv/ComputeCache");
	if (!dir || doctor->answers->origin != ORIGIN_LIVE || access(dir, F_OK) < 0)
		return;
	if (access(dir, W_OK) < 0) {
		found(doctor, SEVERITY_NOTE,
			"The cache of compiled PTX cannot be written to");
		evidence(doctor, dir, "not writable");
	} else if (statfs(dir, &fs) == 0 && fs.f_type == NFS_MAGIC) {
		found(doctor, SEVERITY_NOTE,
			"The cache of compiled PTX is on NFS: slow, and it may lock");
		evidence(doctor, dir, "NFS");
	} else {
		return;
	}
	fix(doctor, "export CUDA_CACHE_PATH=/tmp/$USER-nv");
}

void check_sudo_env(struct doctor *doctor)
{
	if (!variable(doctor, "SUDO_USER") || doctor->facts->compilers.n ||
		variable(doctor, "CUDA_HOME"))
		return;
	found(doctor, SEVERITY_NOTE, "sudo has dropped PATH and CUDA's variables");
	evidence(doctor, "SUDO_USER", "%s", variable(doctor, "SUDO_USER"));
	fix(doctor, "sudo env \"PATH=$PATH\" COMMAND");
}
