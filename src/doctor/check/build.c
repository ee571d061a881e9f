/* SPDX-License-Identifier: MIT
 * What building needs besides the toolkit: a host compiler, headers, libcuda.so, and no
 * stale decision of an earlier build.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/loader.h"
#include "model/hostcompiler.h"

#include <ctype.h>
#include <stdlib.h>

/* Returns the value of -ccbin in the flags of a variable, or NULL. */
static const char *ccbin_of(const struct exam *exam, const char *flags)
{
	static const char *const names[] = { "--compiler-bindir", "-compiler-bindir",
		"--ccbin", "-ccbin" };
	struct strv words = strv_words(exam->arena, flags);
	const char *named = NULL;

	for (size_t i = 0; i < words.n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
			const char *rest = skip_prefix(words.v[i], names[k]);

			if (rest && *rest == '=')
				named = rest + 1;
			else if (rest && !*rest && i + 1 < words.n)
				named = words.v[i + 1];
		}
	return named;
}

/* Returns the host compiler that a variable names, and stores the assignment; NULL if
 * none does. What nvcc reads last wins. */
static const char *compiler_named(const struct exam *exam, const char **origin)
{
	static const char *const names[] = { "NVCC_APPEND_FLAGS", "NVCC_PREPEND_FLAGS",
		"NVCC_CCBIN", "CUDAHOSTCXX" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = subject_var(exam->subject, names[i]);
		const char *named = value && strstr(names[i], "FLAGS")
					    ? ccbin_of(exam, value)
					    : value;

		if (!named)
			continue;
		*origin = arena_printf(exam->arena, "%s=%s", names[i], value);
		return named;
	}
	return NULL;
}

/* Returns the file that a name of a host compiler means, or NULL: a program in PATH, a
 * path, or a directory that contains g++ or gcc. */
static const char *compiler_file(const struct exam *exam, const char *named)
{
	static const char *const programs[] = { "g++", "gcc", "c++" };
	const struct machine *machine = exam->subject->machine;

	if (!strchr(named, '/'))
		return subject_program(exam->subject, named);
	if (machine_is_file(machine, named))
		return named;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		const char *file = path_join(exam->arena, named, programs[i]);

		if (machine_is_file(machine, file))
			return file;
	}
	return NULL;
}

/* Returns the version of the host compiler, and stores what chose it; 0 if it is unknown.
 */
static int host_compiler(const struct exam *exam, const char **origin)
{
	const char *named = compiler_named(exam, origin), *path;

	if (!named) {
		*origin = "g++ in PATH";
		return hostcompiler_default(exam->subject->machine, exam->subject->vars);
	}
	path = compiler_file(exam, named);
	return path ? hostcompiler_number(path_base(subject_real(exam->subject, path)))
		    : 0;
}

/* Removes the compiler from the variable of `origin`, "NAME=VALUE". */
static void fix_named(struct exam *exam, struct finding *f, const char *origin)
{
	const char *name = arena_ndup(exam->arena, origin, strcspn(origin, "="));
	struct strv words = strv_words(exam->arena, origin + strlen(name) + 1);
	struct strv left = strv_new(exam->arena);

	for (size_t i = 0; i < words.n && strstr(name, "FLAGS"); i++)
		if (!strstr(words.v[i], "-ccbin") &&
			!strstr(words.v[i], "-compiler-bindir"))
			strv_add(&left, words.v[i]);
		else if (!strchr(words.v[i], '='))
			i++; /* its value is the next word */
	if (left.n)
		finding_fix(f, "export %s=%s", name, strv_join(&left, " "));
	else
		finding_fix(f, "unset %s", name);
}

/* Selects an installed g++ that the toolkit supports, or installs one. */
static void fix_compiler(struct exam *exam, struct finding *f, int limit)
{
	for (int number = limit; number > limit - 4 && number > 4; number--) {
		const char *name = arena_printf(exam->arena, "g++-%d", number);
		const char *toolset = arena_printf(
			exam->arena, "/opt/rh/gcc-toolset-%d/root/usr/bin/g++", number);

		if (machine_is_file(exam->subject->machine, toolset))
			name = toolset;
		else if (!subject_program(exam->subject, name))
			continue;
		finding_fix(f, "export NVCC_CCBIN=%s CUDAHOSTCXX=%s", name, name);
		return;
	}
	fix_recipe(exam, f, "older-compiler",
		FIX_WORDS("limit", arena_printf(exam->arena, "%d", limit)));
}

/* Returns whether a flag of nvcc switches its check off. */
static bool allows_unsupported(const struct exam *exam)
{
	static const char *const names[] = { "NVCC_APPEND_FLAGS", "NVCC_PREPEND_FLAGS" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *flags = subject_var(exam->subject, names[i]);

		if (flags && strstr(flags, "-allow-unsupported-compiler"))
			return true;
	}
	return false;
}

static void gcc_unsupported(struct exam *exam)
{
	struct finding *f;
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	int limit = toolkit ? hostcompiler_limit(toolkit) : 0, number;
	const char *origin;

	if (!limit)
		return;
	number = host_compiler(exam, &origin);
	if (number <= limit)
		return;
	f = finding_new(exam, allows_unsupported(exam) ? SEVERITY_NOTE : SEVERITY_ERROR,
		"CUDA %s supports gcc up to %d; the host compiler is gcc %d",
		version_text(exam->arena, toolkit_version(toolkit)), limit, number);
	finding_evidence(f,
		path_join(exam->arena, toolkit->path, "include/crt/host_config.h"),
		"__GNUC__ > %d is an error", limit);
	finding_evidence(f, origin, "gcc %d", number);
	/* The flags of nvcc win over NVCC_CCBIN. */
	if (strstr(origin, "_FLAGS="))
		fix_named(exam, f, origin);
	fix_compiler(exam, f, limit);
}

static void gcc_missing(struct exam *exam)
{
	struct finding *f;
	const char *origin, *named;

	if (!exam->facts->compilers.n)
		return;
	named = compiler_named(exam, &origin);
	if (named && !compiler_file(exam, named)) {
		f = finding_new(exam, SEVERITY_ERROR,
			"The host compiler %s does not exist", named);
		finding_evidence(f, origin, "no such program");
		fix_named(exam, f, origin);
		return;
	}
	if (named || subject_program(exam->subject, "g++") ||
		subject_program(exam->subject, "clang++") ||
		subject_program(exam->subject, "c++"))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"nvcc needs a C++ host compiler, and none is installed");
	finding_evidence(f, "PATH", "no g++, clang++, c++");
	fix_recipe(exam, f, "compiler", FIX_NO_WORDS);
}

/* Returns whether the text contains the declaration without an exception specification.
 */
static bool bare_declaration(const char *text, const char *declaration)
{
	const char *at = text;
	size_t n = strlen(declaration);

	while ((at = strstr(at, declaration))) {
		const char *line = at;

		while (line > text && line[-1] != '\n')
			line--;
		if (skip_prefix(line, "extern") && at[n] == ';')
			return true;
		at += n;
	}
	return false;
}

/* Only a release whose headers agree with this glibc helps, and only one that the driver
 * can run. */
static void fix_headers(struct exam *exam, struct finding *f, struct toolkit *toolkit)
{
	const char *release = fix_suitable_release(exam);
	struct version version;

	if (release && version_parse(release, strlen(release), &version) &&
		version_compare(version, toolkit_version(toolkit)) > 0)
		fix_recipe(exam, f, "newer-headers", FIX_WORDS("release", release));
	finding_advice(f, "build in a container with an older distribution");
}

static void glibc_math_clash(struct exam *exam)
{
	struct finding *f;
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	const char *libc = exam->facts->libc, *file, *name = NULL;
	struct version version;
	struct text text;

	if (!toolkit || !libc || !version_parse(libc, strlen(libc), &version) ||
		version.major != 2 || version.minor < 41)
		return;
	file = path_join(exam->arena, toolkit->path, "include/crt/math_functions.h");
	if (machine_read_head(exam->subject->machine, file, (size_t)2 << 20, &text) < 0)
		return;
	if (bare_declaration(text.s, " cospi(double x)"))
		name = "cospi";
	else if (version.minor >= 42 && bare_declaration(text.s, " rsqrt(double x)"))
		name = "rsqrt";
	if (!name)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The headers of CUDA %s are not compatible with glibc %s",
		version_text(exam->arena, toolkit_version(toolkit)), libc);
	finding_evidence(f, file, "declares %s without an exception specification", name);
	finding_evidence(f, "glibc", "%s", libc);
	finding_effect(f,
		"every .cu file fails: \"exception specification is incompatible with that "
		"of previous function %s\"",
		name);
	fix_headers(exam, f, toolkit);
}

static void include_path_foreign(struct exam *exam)
{
	struct finding *f;
	static const char *const names[] = { "CPATH", "C_INCLUDE_PATH",
		"CPLUS_INCLUDE_PATH", "LIBRARY_PATH" };
	struct toolkit *active = current_toolkit(exam->subject, exam->facts);

	for (size_t i = 0; i < ARRAY_SIZE(names) && active; i++) {
		struct strv dirs = subject_elements(exam->subject, names[i]);

		for (size_t k = 0; k < dirs.n; k++) {
			struct toolkit *other =
				*dirs.v[k] == '/'
					? subject_toolkit_with(exam->subject,
						  subject_real(exam->subject, dirs.v[k]))
					: NULL;

			if (!other || streq(subject_real(exam->subject, other->path),
					      subject_real(exam->subject, active->path)))
				continue;
			f = finding_new(exam, SEVERITY_WARN,
				"%s adds files of CUDA %s to every compilation; nvcc is %s",
				names[i], other->name, active->name);
			finding_evidence(f, names[i], "%s", dirs.v[k]);
			finding_removal(f, names[i], dirs.v[k]);
			return;
		}
	}
}

/* Returns the value of KEY:TYPE=VALUE in a CMakeCache.txt, or NULL. */
static const char *cache_value(struct exam *exam, const char *text, const char *key)
{
	struct strv lines = strv_split(exam->arena, text, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *rest = skip_prefix(lines.v[i], key);

		if (rest && *rest == ':' && strchr(rest, '='))
			return strchr(rest, '=') + 1;
	}
	return NULL;
}

/* A configured build directory is configured again from its source directory. */
static void fix_cache(
	struct exam *exam, struct finding *f, const char *file, const char *text)
{
	const char *source = cache_value(exam, text, "CMAKE_HOME_DIRECTORY");

	if (source && *source == '/') {
		finding_fix(f, "cmake --fresh -S %s -B %s", source,
			path_parent(exam->arena, file));
		finding_advice(f,
			"CMake before 3.24 has no --fresh: remove CMakeCache.txt and "
			"configure again");
	} else {
		finding_fix(f, "rm %s", file);
		finding_advice(f, "then configure again");
	}
}

static bool pinned_elsewhere(
	struct exam *exam, const char *file, const struct toolkit *active)
{
	struct finding *f;
	static const char *const keys[] = { "CMAKE_CUDA_COMPILER", "CUDAToolkit_ROOT",
		"CUDA_TOOLKIT_ROOT_DIR" };
	struct text text;

	if (machine_read_head(exam->subject->machine, file, (size_t)1 << 20, &text) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *value = cache_value(exam, text.s, keys[i]);
		const char *real = value && *value == '/'
					   ? subject_real(exam->subject, value)
					   : NULL;
		const char *root = subject_real(exam->subject, active->path);
		const char *rest = real ? skip_prefix(real, root) : NULL;

		if (!real || (rest && (*rest == '/' || !*rest)))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"A build directory is pinned to another CUDA than %s",
			active->name);
		finding_evidence(f, file, "%s=%s", keys[i], value);
		finding_effect(f, "CMake does not read PATH or CUDA_HOME again");
		fix_cache(exam, f, file, text.s);
		return true;
	}
	return false;
}

static const char *const cache_patterns[] = { "CMakeCache.txt", "*/CMakeCache.txt",
	"*/*/CMakeCache.txt" };

static void cmake_cache_pinned(struct exam *exam)
{
	struct toolkit *active = exam->subject->selected
					 ? exam->subject->selected
					 : current_toolkit(exam->subject, exam->facts);

	if (!exam->subject->cwd || !active || streq(exam->subject->cwd, "/"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(cache_patterns); i++) {
		struct strv files = machine_glob(
			exam->subject->machine, exam->subject->cwd, cache_patterns[i]);

		for (size_t k = 0; k < files.n && k < 16; k++)
			if (pinned_elsewhere(exam, files.v[k], active))
				return;
	}
}

static void cmake_would_pick(struct exam *exam)
{
	struct finding *f;
	const struct compilers *compilers = &exam->facts->compilers;
	const char *cxx = subject_var(exam->subject, "CUDACXX");
	const char *real =
		cxx && *cxx == '/' ? machine_real(exam->subject->machine, cxx) : NULL;

	if (!cxx || !compilers->n || (real && streq(real, compilers->v[0].real)) ||
		*cxx != '/')
		return;
	f = finding_new(
		exam, SEVERITY_WARN, "CMake uses CUDACXX, which is not the nvcc in PATH");
	finding_evidence(f, "CUDACXX", "%s", cxx);
	finding_evidence_at(f, compilers->v[0].path);
	finding_fix(f, "export CUDACXX=%s", compilers->v[0].path);
}

static void libcuda_devlink(struct exam *exam)
{
	struct finding *f;
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	struct libraries plain =
		loader_find(exam->subject, &exam->facts->loader_cache, "libcuda.so");
	struct strv dirs = subject_elements(exam->subject, "LIBRARY_PATH");

	if (!toolkit || plain.n || !exam->facts->libcuda.n)
		return;
	for (size_t i = 0; i < dirs.n; i++)
		if (machine_is_file(exam->subject->machine,
			    path_join(exam->arena, dirs.v[i], "libcuda.so")))
			return;
	f = finding_new(exam, SEVERITY_NOTE,
		"No libcuda.so to link with (`-lcuda') is installed");
	finding_evidence_at(f, exam->facts->libcuda.v[0].path);
	finding_effect(f,
		"\"cannot find -lcuda\" from the linker, \"libcuda.so cannot found\" from Triton");
	finding_fix(f, "export LIBRARY_PATH=%s${LIBRARY_PATH:+:$LIBRARY_PATH}",
		path_join(exam->arena, toolkit->path, "lib64/stubs"));
	finding_fix(f, "export TRITON_LIBCUDA_PATH=%s",
		path_parent(exam->arena, exam->facts->libcuda.v[0].path));
}

static const char *no_compiler_limit(const struct exam *exam)
{
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	const char *origin;

	if (!toolkit)
		return absent_toolkit(exam);
	if (!hostcompiler_limit(toolkit))
		return "the compilers that the toolkit supports are unknown";
	return host_compiler(exam, &origin)
		       ? NULL
		       : "the version of the host compiler is unknown";
}

static const char *no_glibc(const struct exam *exam)
{
	return exam->facts->libc ? absent_toolkit(exam)
				 : "the version of glibc is unknown";
}

static const char *no_cmake_cache(const struct exam *exam)
{
	for (size_t i = 0; exam->subject->cwd && i < ARRAY_SIZE(cache_patterns); i++)
		if (machine_glob(
			    exam->subject->machine, exam->subject->cwd, cache_patterns[i])
				.n)
			return NULL;
	return "no CMakeCache.txt";
}

static const char *no_cudacxx(const struct exam *exam)
{
	return subject_var(exam->subject, "CUDACXX") ? absent_nvcc(exam)
						     : "CUDACXX is not set";
}

static const char *no_toolkit_and_libcuda(const struct exam *exam)
{
	const char *reason = absent_toolkit(exam);

	return reason ? reason : absent_libcuda(exam);
}

const struct check build_checks[] = {
	{
		.id = "gcc-missing",
		.title = "a host compiler is installed",
		.run = gcc_missing,
		.absent = absent_nvcc,
		.concerns = FOR_BUILD,
		.explains = "gcc-unsupported",
		.variables = "CUDAHOSTCXX NVCC_APPEND_FLAGS NVCC_CCBIN "
			     "NVCC_PREPEND_FLAGS PATH",
		.why = "nvcc compiles host code with the C++ compiler of the host.",
		.fix = "Install one.",
	},
	{
		.id = "gcc-unsupported",
		.title = "the toolkit supports the host compiler",
		.run = gcc_unsupported,
		.absent = no_compiler_limit,
		.concerns = FOR_BUILD,
		.variables = "CUDAHOSTCXX NVCC_APPEND_FLAGS NVCC_CCBIN "
			     "NVCC_PREPEND_FLAGS",
		.why = "Each toolkit supports host compilers up to a certain version, "
		       "which its header specifies.",
		.fix = "Install an older g++, and set NVCC_CCBIN and CUDAHOSTCXX.",
	},
	{
		.id = "glibc-math-clash",
		.title = "the toolkit's headers are compatible with this glibc",
		.run = glibc_math_clash,
		.absent = no_glibc,
		.concerns = FOR_BUILD,
		.why = "glibc 2.41 and later declare functions that older toolkits "
		       "declare differently.",
		.fix = "Use a later toolkit, or an older distribution in a container.",
	},
	{
		.id = "include-path-foreign",
		.title = "no variable adds files of another toolkit",
		.run = include_path_foreign,
		.absent = absent_toolkit,
		.concerns = FOR_BUILD,
		.variables = "CPATH CPLUS_INCLUDE_PATH C_INCLUDE_PATH LIBRARY_PATH",
		.why = "CPATH and similar variables apply to every compilation.",
		.fix = "Unset the variable.",
	},
	{
		.id = "cmake-cache-pinned",
		.title = "no build directory is pinned to another toolkit",
		.run = cmake_cache_pinned,
		.absent = no_cmake_cache,
		.concerns = FOR_BUILD,
		.variables = "CUDAToolkit_ROOT CUDA_TOOLKIT_ROOT_DIR",
		.why = "CMake decides once, and stores its decision in "
		       "CMakeCache.txt.",
		.fix = "Run cmake --fresh with the source directory (CMake 3.24), or "
		       "delete the file and configure again.",
	},
	{
		.id = "cmake-would-pick",
		.title = "CMake would use the nvcc in PATH",
		.run = cmake_would_pick,
		.absent = no_cudacxx,
		.concerns = FOR_BUILD,
		.variables = "CUDACXX",
		.why = "CMake reads CUDACXX before PATH.",
		.fix = "Unset it, or set it to the same nvcc.",
	},
	{
		.id = "libcuda-devlink",
		.title = "a libcuda.so to link with is installed",
		.run = libcuda_devlink,
		.absent = no_toolkit_and_libcuda,
		.concerns = FOR_BUILD,
		.variables = "LIBRARY_PATH",
		.why = "Linking needs libcuda.so; running needs libcuda.so.1.",
		.fix = "Add lib64/stubs to LIBRARY_PATH, never to LD_LIBRARY_PATH.",
		.quiet = true,
	},
	{ .id = NULL },
};
