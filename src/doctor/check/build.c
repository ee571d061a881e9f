/* SPDX-License-Identifier: MIT
 * What building needs besides the toolkit: a host compiler, headers, libcuda.so, and no
 * stale decision of an earlier build.
 */
#include "config.h"

#include "checks.h"

#include "model/hostcompiler.h"
#include "model/toolkit_version.h"

#include <ctype.h>
#include <stdlib.h>

/* What the flags in a variable name with -ccbin; NULL. */
static const char *ccbin_of(struct doctor *doctor, const char *flags)
{
	static const char *const names[] = { "--compiler-bindir", "-compiler-bindir",
		"--ccbin", "-ccbin" };
	struct strv words = strv_words(doctor->arena, flags);
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

/* The host compiler that a variable names, and which one does; NULL. What nvcc reads last
 * wins. */
static const char *compiler_named(struct doctor *doctor, const char **who)
{
	static const char *const names[] = { "NVCC_APPEND_FLAGS", "NVCC_PREPEND_FLAGS",
		"NVCC_CCBIN", "CUDAHOSTCXX" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = variable(doctor, names[i]);
		const char *named = value && strstr(names[i], "FLAGS")
					    ? ccbin_of(doctor, value)
					    : value;

		if (!named)
			continue;
		*who = arena_printf(doctor->arena, "%s=%s", names[i], value);
		return named;
	}
	return NULL;
}

/* The host compiler in force and who chose it; 0 when it can't be told. */
static int host_compiler(struct doctor *doctor, const char **who)
{
	const char *named = compiler_named(doctor, who), *path = named;

	if (!named) {
		*who = "g++ on PATH";
		return hostcompiler_default(&doctor->machine, &doctor->vars);
	}
	if (!strchr(named, '/'))
		path = program_on_path(doctor, named);
	else if (machine_is_dir(&doctor->machine, named))
		path = path_join(doctor->arena, named, "g++");
	return hostcompiler_number(path_base(path ? real_or_same(doctor, path) : named));
}

void check_gcc_unsupported(struct doctor *doctor)
{
	struct toolkit *toolkit = toolkit_active(doctor);
	int limit = toolkit ? hostcompiler_limit(toolkit) : 0, number;
	const char *who;

	if (!limit)
		return;
	number = host_compiler(doctor, &who);
	if (number <= limit)
		return;
	found(doctor, SEVERITY_ERROR,
		"CUDA %s works with gcc up to %d; the compiler here is gcc %d",
		version_text(doctor->arena, toolkit_version(toolkit)), limit, number);
	evidence(doctor,
		path_join(doctor->arena, toolkit->path, "include/crt/host_config.h"),
		"__GNUC__ > %d is an error", limit);
	evidence(doctor, who, "gcc %d", number);
	if (!program_on_path(doctor, arena_printf(doctor->arena, "g++-%d", limit)))
		fix_package(doctor, arena_printf(doctor->arena, "g++-%d", limit),
			arena_printf(doctor->arena, "gcc-toolset-%d-gcc-c++", limit),
			arena_printf(doctor->arena, "gcc%d-c++", limit),
			arena_printf(doctor->arena, "gcc%d", limit));
	fix(doctor, "export NVCC_CCBIN=g++-%d CUDAHOSTCXX=g++-%d", limit, limit);
}

void check_gcc_missing(struct doctor *doctor)
{
	const char *who;

	if (!doctor->facts->compilers.n || compiler_named(doctor, &who) ||
		program_on_path(doctor, "g++") || program_on_path(doctor, "clang++") ||
		program_on_path(doctor, "c++"))
		return;
	found(doctor, SEVERITY_ERROR,
		"nvcc needs a C++ compiler of the host, and there is none");
	evidence(doctor, "PATH", "no g++, clang++, c++");
	fix_package(doctor, "build-essential", "gcc-c++", "gcc-c++", "base-devel");
}

/* Is `name(double x)` declared without an exception specification? */
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

void check_glibc_math_clash(struct doctor *doctor)
{
	struct toolkit *toolkit = toolkit_active(doctor);
	const char *libc = answer(doctor, "libc"), *file, *name = NULL;
	struct version version;
	struct text text;

	if (!toolkit || !libc || !version_parse(libc, strlen(libc), &version) ||
		version.major != 2 || version.minor < 41)
		return;
	file = path_join(doctor->arena, toolkit->path, "include/crt/math_functions.h");
	if (machine_read_head(&doctor->machine, file, (size_t)2 << 20, &text) < 0)
		return;
	if (bare_declaration(text.s, " cospi(double x)"))
		name = "cospi";
	else if (version.minor >= 42 && bare_declaration(text.s, " rsqrt(double x)"))
		name = "rsqrt";
	if (!name)
		return;
	found(doctor, SEVERITY_ERROR, "The headers of CUDA %s do not go with glibc %s",
		version_text(doctor->arena, toolkit_version(toolkit)), libc);
	evidence(doctor, file, "declares %s without an exception specification", name);
	evidence(doctor, "glibc", "%s", libc);
	effect(doctor,
		"every .cu file fails: \"exception specification is incompatible with that "
		"of previous function %s\"",
		name);
	fix(doctor, "cudaenv install latest");
	advise(doctor, "or build in a container with an older distribution");
}

void check_include_path_foreign(struct doctor *doctor)
{
	static const char *const names[] = { "CPATH", "C_INCLUDE_PATH",
		"CPLUS_INCLUDE_PATH", "LIBRARY_PATH" };
	struct toolkit *active = toolkit_active(doctor);

	for (size_t i = 0; i < ARRAY_SIZE(names) && active; i++) {
		struct strv dirs = path_elements(doctor, names[i]);

		for (size_t k = 0; k < dirs.n; k++) {
			struct toolkit *other =
				*dirs.v[k] == '/'
					? toolkit_holding(
						  doctor, real_or_same(doctor, dirs.v[k]))
					: NULL;

			if (!other || streq(real_or_same(doctor, other->path),
					      real_or_same(doctor, active->path)))
				continue;
			found(doctor, SEVERITY_WARN,
				"%s adds files of CUDA %s to every compilation; nvcc is %s",
				names[i], other->name, active->name);
			evidence(doctor, names[i], "%s", dirs.v[k]);
			fix_without(doctor, names[i], dirs.v[k]);
			return;
		}
	}
}

/* The value of KEY:TYPE=VALUE in a CMakeCache.txt; NULL. */
static const char *cache_value(struct doctor *doctor, const char *text, const char *key)
{
	struct strv lines = strv_split(doctor->arena, text, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *rest = skip_prefix(lines.v[i], key);

		if (rest && *rest == ':' && strchr(rest, '='))
			return strchr(rest, '=') + 1;
	}
	return NULL;
}

/* A configured build directory is configured anew from the source directory. */
static void fix_cache(struct doctor *doctor, const char *file, const char *text)
{
	const char *source = cache_value(doctor, text, "CMAKE_HOME_DIRECTORY");

	if (source && *source == '/') {
		fix(doctor, "cmake --fresh -S %s -B %s", source,
			path_parent(doctor->arena, file));
		advise(doctor,
			"before CMake 3.24, which has no --fresh: remove CMakeCache.txt and "
			"configure anew");
	} else {
		fix(doctor, "rm %s", file);
		advise(doctor, "then configure anew");
	}
}

static bool pinned_elsewhere(
	struct doctor *doctor, const char *file, const struct toolkit *active)
{
	static const char *const keys[] = { "CMAKE_CUDA_COMPILER", "CUDAToolkit_ROOT",
		"CUDA_TOOLKIT_ROOT_DIR" };
	struct text text;

	if (machine_read_head(&doctor->machine, file, (size_t)1 << 20, &text) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *value = cache_value(doctor, text.s, keys[i]);
		const char *real =
			value && *value == '/' ? real_or_same(doctor, value) : NULL;
		const char *root = real_or_same(doctor, active->path);
		const char *rest = real ? skip_prefix(real, root) : NULL;

		if (!real || (rest && (*rest == '/' || !*rest)))
			continue;
		found(doctor, SEVERITY_WARN,
			"A build directory is pinned to another CUDA than %s",
			active->name);
		evidence(doctor, file, "%s=%s", keys[i], value);
		effect(doctor, "CMake asks neither PATH nor CUDA_HOME again");
		fix_cache(doctor, file, text.s);
		return true;
	}
	return false;
}

void check_cmake_cache_pinned(struct doctor *doctor)
{
	static const char *const patterns[] = { "CMakeCache.txt", "*/CMakeCache.txt",
		"*/*/CMakeCache.txt" };
	struct toolkit *active =
		doctor->selected ? doctor->selected : toolkit_active(doctor);

	if (!doctor->cwd || !active || streq(doctor->cwd, "/"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct strv files =
			machine_glob(&doctor->machine, doctor->cwd, patterns[i]);

		for (size_t k = 0; k < files.n && k < 16; k++)
			if (pinned_elsewhere(doctor, files.v[k], active))
				return;
	}
}

void check_cmake_would_pick(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	const char *cxx = variable(doctor, "CUDACXX");
	const char *real =
		cxx && *cxx == '/' ? machine_real(&doctor->machine, cxx) : NULL;

	if (!cxx || !compilers->n || (real && streq(real, compilers->v[0].real)) ||
		*cxx != '/')
		return;
	found(doctor, SEVERITY_WARN,
		"CMake takes CUDACXX, which is not the nvcc on PATH");
	evidence(doctor, "CUDACXX", "%s", cxx);
	evidence_place(doctor, compilers->v[0].path);
	fix(doctor, "export CUDACXX=%s", compilers->v[0].path);
}

void check_libcuda_devlink(struct doctor *doctor)
{
	struct toolkit *toolkit = toolkit_active(doctor);
	struct libraries plain = loader_find(doctor, "libcuda.so");
	struct strv dirs = path_elements(doctor, "LIBRARY_PATH");

	if (!toolkit || plain.n || !doctor->facts->libcuda.n)
		return;
	for (size_t i = 0; i < dirs.n; i++)
		if (machine_is_file(&doctor->machine,
			    path_join(doctor->arena, dirs.v[i], "libcuda.so")))
			return;
	found(doctor, SEVERITY_NOTE, "There is no libcuda.so to link with (`-lcuda')");
	evidence_place(doctor, doctor->facts->libcuda.v[0].path);
	effect(doctor,
		"\"cannot find -lcuda\" from the linker, \"libcuda.so cannot found\" from Triton");
	fix(doctor, "export LIBRARY_PATH=%s${LIBRARY_PATH:+:$LIBRARY_PATH}",
		path_join(doctor->arena, toolkit->path, "lib64/stubs"));
	fix(doctor, "export TRITON_LIBCUDA_PATH=%s",
		path_parent(doctor->arena, doctor->facts->libcuda.v[0].path));
}
