/* SPDX-License-Identifier: MIT
 * Variables: do they agree with each other and with what is in PATH, and what have
 * startup files, modules and sudo left in them?
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/python.h"
#include "model/arch.h"
#include "model/toolkit_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/vfs.h>

static const char *const root_variables[] = { "CUDA_HOME", "CUDA_PATH", "CUDA_ROOT",
	"CUDA_DIR", "CUDAToolkit_ROOT", "CUDA_TOOLKIT_ROOT_DIR", "CUDA_INSTALL_PATH",
	"NVHPC_CUDA_HOME" };

static const struct compiler *first_nvcc(const struct exam *exam)
{
	const struct compilers *compilers = &exam->facts->compilers;

	return compilers->n ? &compilers->v[0] : NULL;
}

static const char *version_at(struct exam *exam, const char *path)
{
	struct version version = toolkit_version_read(exam->subject->machine, path);

	return version.major > 0 ? version_text(exam->arena, version) : "unknown version";
}

static void fix_selection(struct exam *exam, struct finding *f, struct version version)
{
	if (exam->subject->selected)
		fix_use(exam, f, exam->subject->selected->name);
	else if (version.major > 0)
		fix_use(exam, f,
			arena_printf(exam->arena, "%d.%d", version.major, version.minor));
	finding_fix(f, "hash -r  # if nvcc is still the old one");
}

static void cuda_home_vs_nvcc(struct exam *exam)
{
	struct finding *f;
	const struct compiler *nvcc = first_nvcc(exam);
	const char *name =
		subject_var(exam->subject, "CUDA_HOME") ? "CUDA_HOME" : "CUDA_PATH";
	const char *home = subject_var(exam->subject, name), *real;
	struct version version;

	real = home && *home == '/' ? machine_real(exam->subject->machine, home) : NULL;
	if (!real || !nvcc || (nvcc->root && streq(nvcc->root, real)))
		return;
	version = toolkit_version_read(exam->subject->machine, real);
	/* Another tree of the same release is a wrapper or a copy, not a mistake. */
	if (version.major < 1 || nvcc->version.major < 1 ||
		version_same_release(version, nvcc->version))
		return;
	f = finding_new(exam, SEVERITY_ERROR, "%s is CUDA %s, but nvcc in PATH is %s",
		name, version_text(exam->arena, version),
		version_text(exam->arena, nvcc->version));
	finding_evidence(f, name, "%s", home);
	finding_evidence(f, nvcc->path, "%s (%s)",
		version_text(exam->arena, nvcc->version), nvcc->origin);
	finding_effect(f, "CMake builds with one, PyTorch's extensions with the other");
	fix_selection(exam, f, version);
}

static void cuda_vars_disagree(struct exam *exam)
{
	struct finding *f = NULL;
	struct strv others = strv_new(exam->arena);
	const char *first = NULL, *first_name = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(root_variables); i++) {
		const char *name = root_variables[i];
		const char *value = subject_var(exam->subject, name);
		const char *real =
			value ? machine_real(exam->subject->machine, value) : NULL;

		if (!real)
			continue;
		if (!first) {
			first = real;
			first_name = name;
			continue;
		}
		if (streq(first, real))
			continue;
		if (!f) {
			f = finding_new(exam, SEVERITY_WARN,
				"%s and %s name different toolkits", first_name, name);
			finding_evidence(f, first_name, "%s (%s)",
				subject_var(exam->subject, first_name),
				version_at(exam, first));
			finding_effect(f,
				"PyTorch reads CUDA_HOME first, cuda-python reads CUDA_PATH");
		}
		finding_evidence(f, name, "%s (%s)", value, version_at(exam, real));
		strv_add(&others, name);
	}
	if (f)
		finding_fix_line(f,
			arena_printf(exam->arena, "unset %s", strv_join(&others, " ")));
}

/* Returns whether the value is a directory of a toolkit, or one with its headers. */
static bool names_a_toolkit(const struct exam *exam, const char *value)
{
	bool has_nvcc;

	return *value == '/' &&
	       (toolkit_is_at(exam->subject->machine, value, &has_nvcc) ||
		       machine_is_file(exam->subject->machine,
			       path_join(exam->arena, value, "include/cuda.h")));
}

static void cuda_var_dangling(struct exam *exam)
{
	struct finding *f = NULL;
	struct strv names = strv_new(exam->arena);

	for (size_t i = 0; i < ARRAY_SIZE(root_variables); i++) {
		const char *value = subject_var(exam->subject, root_variables[i]);

		if (!value || names_a_toolkit(exam, value))
			continue;
		if (!f)
			f = finding_new(exam, SEVERITY_ERROR,
				*value != '/' ? "%s is not an absolute path: %s"
				: machine_is_dir(exam->subject->machine, value)
					? "%s is set to a directory that is not a CUDA toolkit: %s"
					: "%s is set to a directory that does not exist: %s",
				root_variables[i], value);
		finding_evidence(f, root_variables[i], "%s", value);
		strv_add(&names, root_variables[i]);
	}
	if (f)
		finding_fix_line(
			f, arena_printf(exam->arena, "unset %s", strv_join(&names, " ")));
}

static void nvcc_missing(struct exam *exam)
{
	struct finding *f;
	struct toolkit **all, *best = NULL;
	size_t n;

	if (first_nvcc(exam))
		return;
	all = registry_all(exam->subject->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->has_nvcc)
			best = all[i];
	if (!best) {
		f = finding_new(exam,
			exam->questions == FOR_BUILD ? SEVERITY_ERROR : SEVERITY_NOTE,
			"No CUDA toolkit is installed; only building needs one");
		finding_evidence(f, "PATH", "no nvcc");
		fix_install_suitable(exam, f);
		return;
	}
	f = finding_new(exam,
		exam->questions == FOR_BUILD ? SEVERITY_ERROR : SEVERITY_WARN,
		"nvcc is not in PATH, but CUDA %s is installed",
		version_text(exam->arena, toolkit_version(best)));
	finding_evidence(f, "PATH", "no nvcc");
	finding_evidence_at(f, path_join(exam->arena, best->path, "bin/nvcc"));
	finding_advice(f,
		"the distribution's nvidia-cuda-toolkit package would only add another one");
	fix_use(exam, f, best->name);
}

/* Returns the directory of the toolkit that an nvcc belongs to. Debian's package has its own
 * directory next to the programs in /usr/bin. */
static const char *toolkit_directory(const struct exam *exam, const struct compiler *nvcc)
{
	static const char debian[] = "/usr/lib/nvidia-cuda-toolkit";
	bool has_nvcc;

	if (nvcc->root)
		return nvcc->root;
	return toolkit_is_at(exam->subject->machine, debian, &has_nvcc) ? debian : NULL;
}

static void toolkit_unregistered(struct exam *exam)
{
	struct finding *f;
	const struct compiler *nvcc = first_nvcc(exam);
	const char *dir = nvcc ? toolkit_directory(exam, nvcc) : NULL;

	if (!dir || nvcc->version.major < 1 ||
		subject_toolkit_with(exam->subject, nvcc->real) ||
		subject_toolkit_with(exam->subject, subject_real(exam->subject, dir)))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"cudaenv does not know the toolkit of the nvcc in PATH, %s",
		version_text(exam->arena, nvcc->version));
	finding_evidence(f, nvcc->path, "%s", dir);
	fix_link(f, nvcc->version, dir);
}

static void nvcc_shadowed(struct exam *exam)
{
	struct finding *f;
	const struct compilers *compilers = &exam->facts->compilers;
	const struct compiler *nvcc = first_nvcc(exam);
	const char *root;

	if (!exam->subject->selected || !nvcc || !exam->subject->selected->has_nvcc)
		return;
	root = machine_real(exam->subject->machine, exam->subject->selected->path);
	if (!root || (nvcc->root && streq(nvcc->root, root)))
		return;
	f = finding_new(exam, SEVERITY_WARN,
		"nvcc in PATH is %s (%s), not the selected %s",
		version_text(exam->arena, nvcc->version), nvcc->origin,
		exam->subject->selected->name);
	for (size_t i = 0; i < compilers->n; i++)
		finding_evidence(f, compilers->v[i].path, "%s (%s)",
			version_text(exam->arena, compilers->v[i].version),
			compilers->v[i].origin);
	if (exam->subject->selection.origin)
		finding_evidence(f, exam->subject->selection.origin, "%s",
			exam->subject->selected->name);
	fix_init(exam, f, streq(nvcc->origin, "conda") ? "after conda is loaded: " : "");
}

/* Returns whether the toolkit supports an element of TORCH_CUDA_ARCH_LIST or CUDAARCHS,
 * such as "9.0+PTX" or "90-real". */
static bool arch_value_known(struct exam *exam, const char *word, struct version toolkit)
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
	return !arch_find(exam->arena, exam->subject->dirs->data, (int)major, (int)minor,
		       &arch) ||
	       arch_has_toolkit(&arch, toolkit);
}

static void nvcc_flags_env(struct exam *exam)
{
	struct finding *f;
	static const char *const lists[] = { "TORCH_CUDA_ARCH_LIST", "CUDAARCHS" };
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);

	for (size_t i = 0; i < ARRAY_SIZE(lists) && toolkit; i++) {
		const char *value = subject_var(exam->subject, lists[i]);
		char *copy = arena_dup(exam->arena, value ? value : "");
		struct strv words;

		for (char *c = copy; (c = strpbrk(c, ";,"));)
			*c = ' ';
		words = strv_words(exam->arena, copy);
		for (size_t w = 0; w < words.n; w++) {
			const char *word = words.v[w];

			if (arch_value_known(exam, word, toolkit_version(toolkit)))
				continue;
			f = finding_new(exam, SEVERITY_WARN,
				"%s requests %s, which nvcc %s does not support",
				lists[i], word,
				version_text(exam->arena, toolkit_version(toolkit)));
			finding_evidence(f, lists[i], "%s", value);
			finding_fix(f, "unset %s", lists[i]);
			return;
		}
	}
}

static void conda_cuda_shadow(struct exam *exam)
{
	struct finding *f;
	const char *conda = subject_var(exam->subject, "CONDA_PREFIX");
	const struct compilers *compilers = &exam->facts->compilers;

	if (!conda || !compilers->n || !streq(compilers->v[0].origin, "conda"))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"nvcc %s belongs to the active conda environment",
		version_text(exam->arena, compilers->v[0].version));
	finding_evidence_at(f, compilers->v[0].path);
	if (python_dist(&exam->facts->python, "cupy"))
		finding_fix(f, "export CUDA_PATH=$CONDA_PREFIX/targets/x86_64-linux");
}

enum { NFS_MAGIC = 0x6969 };

static void path_duplicates(struct exam *exam)
{
	struct finding *f;
	struct strv elements = subject_elements(exam->subject, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < elements.n; i++)
		if (!*elements.v[i]) {
			f = finding_new(exam, SEVERITY_NOTE,
				"LD_LIBRARY_PATH has an empty element, which means the current directory");
			finding_evidence(f, "LD_LIBRARY_PATH", "%s",
				subject_var(exam->subject, "LD_LIBRARY_PATH"));
			finding_removal(f, "LD_LIBRARY_PATH", "");
			return;
		}
}

/* Returns what a line assigns to the variable, after NAME=, NAME+=, set -gx NAME or
 * setenv NAME; NULL if it does not. */
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

/* Returns whether this is the name of a toolkit's directory: "cuda", "cuda-12.4". */
static bool names_toolkit(const char *part)
{
	const char *rest = skip_prefix(part, "cuda");

	return rest && (!*rest || isdigit((unsigned char)rest[*rest == '-']));
}

/* Returns whether this is a toolkit's directory, or a directory in one that belongs in a
 * search path. */
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

/* Returns whether the line assigns a path of CUDA and is not a comment. */
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

static bool scan_rc(struct exam *exam, const char *file, struct strv *found)
{
	const char *text = subject_text(exam->subject, file);
	struct strv lines = strv_split(exam->arena, text ? text : "", '\n');
	bool any = false;

	for (size_t i = 0; i < lines.n; i++)
		if (sets_cuda(exam->arena, lines.v[i])) {
			any = true;
			strv_add(found, arena_printf(exam->arena, "%s:%zu", file, i + 1));
			strv_add(found, lines.v[i] + strspn(lines.v[i], " \t"));
		}
	return any;
}

static void rc_conflict(struct exam *exam)
{
	struct finding *f;
	static const char *const own[] = { ".bashrc", ".bash_profile", ".profile",
		".zshrc", ".zshenv", ".zprofile", ".config/fish/config.fish", ".kshrc",
		".tcshrc" };
	struct strv lines = strv_new(exam->arena);
	struct strv global = machine_glob(exam->subject->machine, "", "/etc/profile.d/*");
	const char *home = subject_var(exam->subject, "HOME");
	size_t own_lines;

	/* Without a selection, nothing conflicts. */
	if (!exam->subject->selected)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(own) && home; i++)
		scan_rc(exam, path_join(exam->arena, home, own[i]), &lines);
	own_lines = lines.n;
	for (size_t i = 0; i < global.n; i++)
		if (strstr(path_base(global.v[i]), "cuda"))
			scan_rc(exam, global.v[i], &lines);
	scan_rc(exam, "/etc/environment", &lines);
	if (!lines.n)
		return;
	f = finding_new(exam, own_lines ? SEVERITY_WARN : SEVERITY_NOTE,
		"A startup file of the shell sets CUDA's paths by hand");
	for (size_t i = 0; i + 1 < lines.n; i += 2)
		finding_evidence(f, lines.v[i], "%s", lines.v[i + 1]);
	finding_effect(f, "it conflicts with the selection of cudaenv");
	/* From the last line to the first, so that the numbers stay right. */
	for (size_t i = own_lines; i >= 2; i -= 2) {
		const char *at = lines.v[i - 2], *colon = strrchr(at, ':');

		finding_fix(f, "${EDITOR:-vi} +%s %s  # delete that line", colon + 1,
			arena_ndup(exam->arena, at, (size_t)(colon - at)));
	}
}

/* Returns whether this is a module of CUDA itself: cuda/12.4, CUDA/12.1.1, nvhpc/24.1 or
 * apps/cuda/12.4, but not one that is built with CUDA (PyTorch/2.1-CUDA-12.1). */
static bool is_cuda_module(struct exam *exam, const char *module)
{
	struct strv parts = strv_split(exam->arena, module, '/');

	for (size_t i = 0; i < parts.n && (i == 0 || i + 1 < parts.n); i++)
		if (strncasecmp(parts.v[i], "cuda", 4) == 0 ||
			strncasecmp(parts.v[i], "nvhpc", 5) == 0)
			return true;
	return false;
}

static void module_loaded(struct exam *exam)
{
	struct finding *f;
	static const char *const names[] = { "EBROOTCUDA", "SPACK_ENV",
		"CRAY_CUDATOOLKIT_DIR" };
	struct strv modules = subject_elements(exam->subject, "LOADEDMODULES");
	const char *name = NULL, *module = NULL;

	for (size_t i = 0; i < modules.n && !module; i++)
		if (is_cuda_module(exam, modules.v[i]))
			module = modules.v[i];
	for (size_t i = 0; i < ARRAY_SIZE(names) && !name; i++)
		if (subject_var(exam->subject, names[i]))
			name = names[i];
	if (!exam->subject->selected || (!module && !name))
		return;
	f = finding_new(
		exam, SEVERITY_NOTE, "An environment module has loaded another CUDA");
	if (module) {
		finding_evidence(f, "LOADEDMODULES", "%s", module);
		finding_fix(f, "module unload %s", module);
	} else {
		finding_evidence(f, name, "%s", subject_var(exam->subject, name));
	}
}

static void device_order(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;
	const char *order = subject_var(exam->subject, "CUDA_DEVICE_ORDER");

	for (size_t i = 1; i < cuda->n && !order; i++)
		if (cuda->gpu[i].name && cuda->gpu[0].name &&
			!streq(cuda->gpu[i].name, cuda->gpu[0].name)) {
			f = finding_new(exam, SEVERITY_NOTE,
				"CUDA numbers the GPUs by speed, nvidia-smi by their position on the PCI bus");
			finding_evidence(f, "cuDeviceGetName", "0: %s, %zu: %s",
				cuda->gpu[0].name, i, cuda->gpu[i].name);
			finding_fix(f, "export CUDA_DEVICE_ORDER=PCI_BUS_ID");
			return;
		}
}

static void debug_env_left(struct exam *exam)
{
	struct finding *f;
	static const char *const switches[][3] = {
		{ "CUDA_LAUNCH_BLOCKING", "1",
			"every kernel launch waits until the kernel ends" },
		{ "CUDA_DISABLE_PTX_JIT", "1", "programs that contain only PTX fail" },
		{ "CUDA_FORCE_PTX_JIT", "1",
			"every program compiles its code again when it starts" },
		{ "CUDA_CACHE_DISABLE", "1", "PTX is compiled again at each start" },
		{ "NVIDIA_TF32_OVERRIDE", "0", "TF32 is off" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(switches); i++) {
		const char *value = subject_var(exam->subject, switches[i][0]);

		if (!value || !streq(value, switches[i][1]))
			continue;
		f = finding_new(exam, SEVERITY_NOTE, "%s=%s is set: %s", switches[i][0],
			value, switches[i][2]);
		finding_evidence(f, switches[i][0], "%s", value);
		finding_fix(f, "unset %s", switches[i][0]);
	}
}

/* Returns the directory of compiled PTX, or NULL. */
static const char *cache_directory(const struct exam *exam)
{
	const char *dir = subject_var(exam->subject, "CUDA_CACHE_PATH");
	const char *home = subject_var(exam->subject, "HOME");

	return dir || !home ? dir : path_join(exam->arena, home, ".nv/ComputeCache");
}

static void cuda_cache(struct exam *exam)
{
	struct finding *f;
	const char *dir = cache_directory(exam);
	struct statfs fs;

	if (!dir || exam->subject->origin != ORIGIN_LIVE || access(dir, F_OK) < 0)
		return;
	if (access(dir, W_OK) < 0) {
		f = finding_new(exam, SEVERITY_NOTE,
			"The cache of compiled PTX cannot be written to");
		finding_evidence(f, dir, "not writable");
	} else if (statfs(dir, &fs) == 0 && fs.f_type == NFS_MAGIC) {
		f = finding_new(exam, SEVERITY_NOTE,
			"The cache of compiled PTX is on NFS, which is slow and may block");
		finding_evidence(f, dir, "NFS");
	} else {
		return;
	}
	finding_fix(f, "export CUDA_CACHE_PATH=/tmp/$USER-nv");
}

static void sudo_env(struct exam *exam)
{
	struct finding *f;

	if (!subject_var(exam->subject, "SUDO_USER") || exam->facts->compilers.n ||
		subject_var(exam->subject, "CUDA_HOME"))
		return;
	f = finding_new(
		exam, SEVERITY_NOTE, "sudo has dropped PATH and the variables of CUDA");
	finding_evidence(f, "SUDO_USER", "%s", subject_var(exam->subject, "SUDO_USER"));
	finding_fix(f, "sudo env \"PATH=$PATH\" COMMAND");
}

static void ld_preload(struct exam *exam)
{
	struct finding *f;
	const char *value = subject_var(exam->subject, "LD_PRELOAD");

	if (!value)
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"LD_PRELOAD loads a library into every program, which can replace functions of the driver");
	finding_evidence(f, "LD_PRELOAD", "%s", value);
	finding_effect(f, "the driver was queried without it");
}

static const char *no_preload(const struct exam *exam)
{
	return subject_var(exam->subject, "LD_PRELOAD") ? NULL : "LD_PRELOAD is not set";
}

static size_t count_root_variables(const struct exam *exam)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(root_variables); i++)
		n += subject_var(exam->subject, root_variables[i]) != NULL;
	return n;
}

static const char *no_root_variable(const struct exam *exam)
{
	return count_root_variables(exam) ? NULL : "no such variable is set";
}

static const char *no_two_variables(const struct exam *exam)
{
	return count_root_variables(exam) > 1 ? NULL
					      : "fewer than two such variables are set";
}

static const char *no_home_and_nvcc(const struct exam *exam)
{
	if (!subject_var(exam->subject, "CUDA_HOME") &&
		!subject_var(exam->subject, "CUDA_PATH"))
		return "CUDA_HOME is not set";
	return absent_nvcc(exam);
}

static const char *no_selection_and_nvcc(const struct exam *exam)
{
	const char *reason = absent_selection(exam);

	return reason ? reason : absent_nvcc(exam);
}

static const char *no_conda(const struct exam *exam)
{
	return subject_var(exam->subject, "CONDA_PREFIX")
		       ? absent_nvcc(exam)
		       : "no conda environment is active";
}

static const char *no_arch_list(const struct exam *exam)
{
	return subject_var(exam->subject, "TORCH_CUDA_ARCH_LIST") ||
			       subject_var(exam->subject, "CUDAARCHS")
		       ? absent_toolkit(exam)
		       : "no such variable is set";
}

static const char *no_two_gpus(const struct exam *exam)
{
	return exam->facts->cuda.n > 1 ? NULL : "fewer than two GPUs";
}

static const char *no_cache(const struct exam *exam)
{
	const char *dir = cache_directory(exam);

	if (exam->subject->origin != ORIGIN_LIVE)
		return "not the running machine";
	return dir && path_is_dir(dir) ? NULL : "the cache does not exist";
}

static const char *no_sudo(const struct exam *exam)
{
	return subject_var(exam->subject, "SUDO_USER") ? NULL : "not run by sudo";
}

const struct check environment_checks[] = {
	{
		.id = "cuda-var-dangling",
		.title = "variables name existing toolkits",
		.run = cuda_var_dangling,
		.absent = no_root_variable,
		.concerns = FOR_BUILD,
		.explains = "cuda-vars-disagree cuda-home-vs-nvcc",
		.variables = "CUDAToolkit_ROOT CUDA_DIR CUDA_HOME CUDA_INSTALL_PATH "
			     "CUDA_PATH CUDA_ROOT CUDA_TOOLKIT_ROOT_DIR NVHPC_CUDA_HOME",
		.why = "Build systems trust CUDA_HOME and similar variables.",
		.fix = "Unset the variable, or correct it where it is set.",
	},
	{
		.id = "cuda-home-vs-nvcc",
		.title = "CUDA_HOME and nvcc in PATH belong to one toolkit",
		.run = cuda_home_vs_nvcc,
		.absent = no_home_and_nvcc,
		.concerns = FOR_BUILD,
		.explains = "cuda-vars-disagree nvcc-shadowed ldpath-version self-order "
			    "driver-cuda-label torch-ext-toolkit self-hash",
		.variables = "CUDA_HOME CUDA_PATH",
		.why = "CMake follows nvcc in PATH, PyTorch follows CUDA_HOME: one "
		       "build would use two toolkits.",
		.fix = "Select one with `cudaenv use'.",
	},
	{
		.id = "cuda-vars-disagree",
		.title = "the variables name one toolkit",
		.run = cuda_vars_disagree,
		.absent = no_two_variables,
		.concerns = FOR_BUILD,
		.variables = "CUDAToolkit_ROOT CUDA_DIR CUDA_HOME CUDA_INSTALL_PATH "
			     "CUDA_PATH CUDA_ROOT CUDA_TOOLKIT_ROOT_DIR NVHPC_CUDA_HOME",
		.why = "Each tool reads a different variable first.",
		.fix = "Set them all to one toolkit.",
	},
	{
		.id = "nvcc-missing",
		.title = "nvcc is in PATH",
		.run = nvcc_missing,
		.absent = absent_nothing,
		.concerns = FOR_BUILD,
		.variables = "PATH",
		.why = "Building requires nvcc in PATH; running does not.",
		.fix = "cudaenv use VERSION, or cudaenv install VERSION.",
	},
	{
		.id = "toolkit-unregistered",
		.title = "cudaenv knows the toolkit of nvcc",
		.run = toolkit_unregistered,
		.absent = absent_nvcc,
		.concerns = FOR_BUILD,
		.why = "cudaenv searches fixed directories. A toolkit elsewhere, such as "
		       "that of a module, Spack, conda or Debian, can be registered.",
		.fix = "cudaenv link NAME DIRECTORY, or `search' in the section [paths] "
		       "of cudaenv.conf.",
	},
	{
		.id = "nvcc-shadowed",
		.title = "nvcc in PATH is the selected one",
		.run = nvcc_shadowed,
		.absent = no_selection_and_nvcc,
		.concerns = FOR_BUILD,
		.explains = "self-order torch-ext-toolkit",
		.why = "The first nvcc in PATH is used, whatever is selected.",
		.fix = "Load cudaenv at the end of the shell's startup file.",
	},
	{
		.id = "conda-cuda-shadow",
		.title = "conda's nvcc does not hide the selected one",
		.run = conda_cuda_shadow,
		.absent = no_conda,
		.concerns = FOR_BUILD,
		.variables = "CONDA_PREFIX",
		.why = "A conda environment may contain its own nvcc and gcc.",
		.fix = "Deactivate it, or build only inside it.",
		.quiet = true,
	},
	{
		.id = "path-duplicates",
		.title = "the search paths have no empty element",
		.run = path_duplicates,
		.absent = absent_ld_library_path,
		.concerns = FOR_BOTH,
		.variables = "LD_LIBRARY_PATH",
		.why = "An empty element in a search path means the current "
		       "directory.",
		.fix = "Remove it.",
	},
	{
		.id = "rc-conflict",
		.title = "no startup file sets CUDA's paths by hand",
		.run = rc_conflict,
		.absent = absent_selection,
		.concerns = FOR_BUILD,
		.variables = "CUDAToolkit_ROOT CUDA_HOME CUDA_PATH HOME LD_LIBRARY_PATH "
			     "PATH",
		.why = "A manual export in a startup file applies again to every new "
		       "shell.",
		.fix = "Delete the line.",
	},
	{
		.id = "module-loaded",
		.title = "no environment module loads another CUDA",
		.run = module_loaded,
		.absent = absent_selection,
		.concerns = FOR_BUILD,
		.variables = "CRAY_CUDATOOLKIT_DIR EBROOTCUDA LOADEDMODULES SPACK_ENV",
		.why = "An environment module also sets PATH and CUDA_HOME.",
		.fix = "Unload the module, or do not select a toolkit.",
	},
	{
		.id = "nvcc-flags-env",
		.title = "variables request only architectures that nvcc supports",
		.run = nvcc_flags_env,
		.absent = no_arch_list,
		.concerns = FOR_BUILD,
		.variables = "CUDAARCHS TORCH_CUDA_ARCH_LIST",
		.why = "A list of architectures may contain some that this nvcc does "
		       "not support.",
		.fix = "Unset or correct it.",
	},
	{
		.id = "device-order",
		.title = "CUDA and nvidia-smi number the GPUs in the same order",
		.run = device_order,
		.absent = no_two_gpus,
		.concerns = FOR_RUN,
		.variables = "CUDA_DEVICE_ORDER",
		.why = "CUDA puts the fastest GPU first; nvidia-smi uses the order on "
		       "the PCI bus.",
		.fix = "CUDA_DEVICE_ORDER=PCI_BUS_ID.",
	},
	{
		.id = "debug-env-left",
		.title = "no debugging variable is set",
		.run = debug_env_left,
		.absent = absent_nothing,
		.concerns = FOR_RUN,
		.variables = "CUDA_CACHE_DISABLE CUDA_DISABLE_PTX_JIT "
			     "CUDA_FORCE_PTX_JIT CUDA_LAUNCH_BLOCKING "
			     "NVIDIA_TF32_OVERRIDE",
		.why = "Variables for debugging slow down every program, or make it "
		       "fail.",
		.fix = "Unset them.",
	},
	{
		.id = "ld-preload",
		.title = "no library is loaded into every program",
		.run = ld_preload,
		.absent = no_preload,
		.concerns = FOR_RUN,
		.variables = "LD_PRELOAD",
		.why = "A library in LD_PRELOAD can replace any function, also cuInit.",
		.fix = "Unset it if a program behaves differently from this report.",
	},
	{
		.id = "cuda-cache",
		.title = "the cache of compiled PTX is writable",
		.run = cuda_cache,
		.absent = no_cache,
		.concerns = FOR_RUN,
		.variables = "CUDA_CACHE_PATH HOME",
		.why = "PTX is compiled once and cached. Without a cache, every start "
		       "of a program is slow.",
		.fix = "Set CUDA_CACHE_PATH.",
	},
	{
		.id = "sudo-env",
		.title = "sudo keeps the environment",
		.run = sudo_env,
		.absent = no_sudo,
		.concerns = FOR_BUILD,
		.explains = "nvcc-missing",
		.variables = "CUDA_HOME SUDO_USER",
		.why = "sudo drops the environment.",
		.fix = "sudo env \"PATH=$PATH\", or do without sudo.",
	},
	{ .id = NULL },
};
