/* SPDX-License-Identifier: MIT
 * How ld.so finds CUDA's libraries: LD_LIBRARY_PATH, its configuration and its cache.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/loader.h"

#include <stdlib.h>

/* Returns the first element of LD_LIBRARY_PATH whose path, with or without links,
 * contains `part`. */
static const char *element_with(struct exam *exam, const char *part)
{
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n; i++)
		if (*dirs.v[i] == '/' &&
			(strstr(dirs.v[i], part) ||
				strstr(subject_real(exam->subject, dirs.v[i]), part)))
			return dirs.v[i];
	return NULL;
}

/* Returns the version of libcudart in a directory: 12.1 for libcudart.so.12.1.105. */
static struct version runtime_of(struct exam *exam, const char *dir)
{
	struct strv found = machine_glob(exam->subject->machine, dir, "libcudart.so.*");
	struct version version = VERSION_UNKNOWN, best = VERSION_UNKNOWN;

	for (size_t i = 0; i < found.n; i++) {
		const char *number = skip_prefix(path_base(found.v[i]), "libcudart.so.");

		if (number && version_parse(number, strlen(number), &version) &&
			version.patch >= 0)
			best = version;
	}
	return best;
}

/* Returns a soname that exists in both directories, such as "libnvJitLink.so.12", or
 * NULL. */
static const char *shared_soname(struct exam *exam, const char *dir, const char *other)
{
	struct strv found = machine_glob(exam->subject->machine, other, "lib*.so.[0-9]*");

	for (size_t i = 0; i < found.n; i++) {
		const char *name = path_base(found.v[i]);

		if (!skip_prefix(name, "libcuda.so") &&
			machine_is_file(exam->subject->machine,
				path_join(exam->arena, dir, name)))
			return name;
	}
	return NULL;
}

/* Newer libraries usually work for the packages, too. Older ones lack functions that they
 * call. */
static bool older_than_wheels(struct exam *exam, const char *dir)
{
	struct version runtime = runtime_of(exam, dir);
	struct version wheels = exam->facts->python.torch_cuda;

	return runtime.major < 1 || wheels.major < 1 || runtime.major != wheels.major ||
	       runtime.minor < wheels.minor;
}

/* Returns the library of a Python package that the directory hides, or NULL. */
static const char *hidden_library(struct exam *exam, const char *dir, const char **soname)
{
	const struct python *python = &exam->facts->python;

	if (*dir != '/' || strstr(dir, "/site-packages/"))
		return NULL;
	for (size_t k = 0; k < python->nvidia_libs.n; k++) {
		const char *own = python->nvidia_libs.v[k];

		*soname = strstr(own, "/cudnn/") ? NULL : shared_soname(exam, dir, own);
		if (*soname)
			return path_join(exam->arena, own, *soname);
	}
	return NULL;
}

static void ldpath_toolkit(struct exam *exam)
{
	struct finding *f = NULL;
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n; i++) {
		const char *soname;
		const char *hidden = hidden_library(exam, dirs.v[i], &soname);

		if (!hidden)
			continue;
		if (!f) {
			f = finding_new(exam, SEVERITY_WARN,
				"LD_LIBRARY_PATH puts the toolkit's libraries before those of the Python packages");
			finding_effect(f,
				"imports fail with \"undefined symbol: __nvJitLink...\" or wrong cuDNN parts");
		}
		if (older_than_wheels(exam, dirs.v[i]))
			finding_worsen(exam, f, SEVERITY_ERROR);
		finding_evidence(f, "LD_LIBRARY_PATH", "%s", dirs.v[i]);
		finding_evidence_at(f, path_join(exam->arena, dirs.v[i], soname));
		finding_evidence_at(f, hidden);
		finding_removal(f, "LD_LIBRARY_PATH", dirs.v[i]);
	}
	if (f && exam->subject->selected)
		finding_advice(
			f, "set `ld_library_path = auto' under [export] in cudaenv.conf");
}

static void ldpath_version(struct exam *exam)
{
	struct finding *f;
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");
	const struct compilers *compilers = &exam->facts->compilers;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;

	for (size_t i = 0; i < dirs.n && nvcc.major > 0; i++) {
		struct version runtime =
			*dirs.v[i] == '/' ? runtime_of(exam, dirs.v[i]) : VERSION_UNKNOWN;

		if (runtime.major < 1)
			continue;
		if (version_same_release(runtime, nvcc))
			return;
		f = finding_new(exam,
			runtime.major != nvcc.major ? SEVERITY_ERROR : SEVERITY_WARN,
			"LD_LIBRARY_PATH contains libraries of CUDA %d.%d, but nvcc is %s",
			runtime.major, runtime.minor, version_text(exam->arena, nvcc));
		finding_evidence(f, "LD_LIBRARY_PATH", "%s", dirs.v[i]);
		finding_evidence(
			f, compilers->v[0].path, "%s", version_text(exam->arena, nvcc));
		finding_removal(f, "LD_LIBRARY_PATH", dirs.v[i]);
		return;
	}
}

static void ldpath_untrusted(struct exam *exam)
{
	for (size_t i = 0; i < exam->facts->untrusted.n; i++) {
		struct strv part =
			strv_split(exam->arena, exam->facts->untrusted.v[i], '\t');
		struct finding *f;

		if (part.n != 3)
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"%s makes the loader search what another user can change",
			part.v[0]);
		finding_evidence(f, part.v[0], "%s", part.v[1]);
		finding_evidence(f, part.v[1], "%s", part.v[2]);
		finding_effect(f, "programs of this shell can run that user's code; the "
				  "driver was probed without it");
		if (streq(part.v[0], "LD_LIBRARY_PATH"))
			finding_removal(f, part.v[0], part.v[1]);
		else
			finding_fix(f, "unset %s", part.v[0]);
	}
}

static const char *no_search_variable(const struct exam *exam)
{
	return exam->facts->cuda.probed == PROBE_NOT_RUN ? "the driver was not queried"
							 : absent_ld_library_path(exam);
}

static void searched(struct exam *exam, const char *part, enum severity severity,
	const char *cause, const char *what)
{
	struct finding *f;
	const char *element = element_with(exam, part), *line;
	const char *file = element ? NULL : loader_configured(exam->subject, part, &line);

	if (!element && !file)
		return;
	f = finding_new(exam, severity, "%s", cause);
	finding_effect(f, "%s", what);
	if (element) {
		finding_evidence(f, "LD_LIBRARY_PATH", "%s", element);
		if (severity > SEVERITY_NOTE)
			finding_removal(f, "LD_LIBRARY_PATH", element);
	} else {
		finding_evidence(f, file, "%s", line);
		if (severity > SEVERITY_NOTE)
			fix_loader_line(f, file, line);
	}
}

static void ldpath_stubs(struct exam *exam)
{
	const struct cuda *cuda = &exam->facts->cuda;

	searched(exam, "/stubs",
		cuda->probed == PROBE_OK && cuda->init == 0 ? SEVERITY_WARN
							    : SEVERITY_ERROR,
		"The loader searches a directory of stubs, which are only for linking",
		"a program that finds the stub libcuda first fails with 34");
}

static void ldpath_compat(struct exam *exam)
{
	const struct cuda *cuda = &exam->facts->cuda;

	searched(exam, "/compat",
		cuda->probed == PROBE_OK && cuda->init != 0 ? SEVERITY_WARN
							    : SEVERITY_NOTE,
		"The loader searches a directory with a forward-compatible libcuda",
		"it replaces the driver's own, and works only on data center GPUs");
}

/* Returns "8.9.2" for libcudnn.so.8.9.2, or NULL. */
static const char *cudnn_version(struct exam *exam, const char *dir, const char *soname)
{
	const char *real =
		machine_real(exam->subject->machine, path_join(exam->arena, dir, soname));
	const char *version = real ? loader_library_version(exam->arena, real) : NULL;

	return version && strchr(version, '.') ? version : NULL;
}

static void ldpath_cudnn_foreign(struct exam *exam)
{
	struct finding *f;
	static const char *const sonames[] = { "libcudnn.so.9", "libcudnn.so.8" };
	const struct python *python = &exam->facts->python;
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n && python->site; i++)
		for (size_t k = 0; k < ARRAY_SIZE(sonames); k++) {
			const char *own =
				path_join(exam->arena, python->site, "nvidia/cudnn/lib");
			const char *first = path_join(exam->arena, dirs.v[i], sonames[k]);

			if (*dirs.v[i] != '/' || streq(dirs.v[i], own) ||
				!machine_is_file(exam->subject->machine, first) ||
				!machine_is_file(exam->subject->machine,
					path_join(exam->arena, own, sonames[k])))
				continue;
			f = finding_new(exam, SEVERITY_WARN,
				"The cuDNN in LD_LIBRARY_PATH precedes that of the Python packages");
			finding_evidence(f, first, "%s",
				cudnn_version(exam, dirs.v[i], sonames[k])
					? cudnn_version(exam, dirs.v[i], sonames[k])
					: "version unknown");
			finding_evidence_at(f, path_join(exam->arena, own, sonames[k]));
			finding_removal(f, "LD_LIBRARY_PATH", dirs.v[i]);
			return;
		}
}

static void ldcache_stale(struct exam *exam)
{
	struct finding *f;
	struct strv lines = exam->facts->loader_cache;

	for (size_t i = 0; i < lines.n; i++) {
		const char *path = strchr(lines.v[i], '\t');

		if (!path || machine_is_file(exam->subject->machine, path + 1))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"The loader's cache contains libraries that no longer exist");
		finding_evidence(f, "/etc/ld.so.cache", "%s", path + 1);
		finding_evidence(f, path + 1, "no such file");
		finding_effect(f,
			"programs do not find them, and do not find their replacements");
		finding_fix(f, "sudo ldconfig");
		return;
	}
}

static void ldconf_two_majors(struct exam *exam)
{
	struct finding *f;
	struct strv lines = exam->facts->loader_cache;
	const char *first = NULL, *other = NULL;

	for (size_t i = 0; i < lines.n; i++) {
		const char *path;

		if (!skip_prefix(lines.v[i], "libcudart.so.") ||
			!(path = strchr(lines.v[i], '\t')))
			continue;
		if (!first)
			first = lines.v[i];
		else if (strncmp(lines.v[i], first, (size_t)(path - lines.v[i])) != 0 ||
			 first[path - lines.v[i]] != '\t')
			other = lines.v[i];
	}
	if (!other)
		return;
	/* Packages of two releases are meant to be installed next to each other. */
	f = finding_new(exam, SEVERITY_NOTE,
		"The loader's cache contains two major versions of libcudart");
	finding_evidence(f, "/etc/ld.so.cache", "%s", strchr(first, '\t') + 1);
	finding_evidence(f, "/etc/ld.so.cache", "%s", strchr(other, '\t') + 1);
	finding_effect(f,
		"programs that look for any libcudart stop with \"Multiple libcudart libraries found\"");
}

static const char *no_bundled_libraries(const struct exam *exam)
{
	return exam->facts->python.nvidia_libs.n
		       ? absent_ld_library_path(exam)
		       : "no Python package bundles CUDA libraries";
}

static const char *no_path_and_nvcc(const struct exam *exam)
{
	const char *reason = absent_ld_library_path(exam);

	return reason ? reason : absent_nvcc(exam);
}

static const char *no_cached_libraries(const struct exam *exam)
{
	const struct strv *lines = &exam->facts->loader_cache;

	return lines->n && *lines->v[0] ? NULL : "the cache contains no CUDA library";
}

static const char *no_cached_runtime(const struct exam *exam)
{
	const struct strv *lines = &exam->facts->loader_cache;

	for (size_t i = 0; i < lines->n; i++)
		if (skip_prefix(lines->v[i], "libcudart.so."))
			return NULL;
	return "the cache contains no libcudart";
}

const struct check loader_checks[] = {
	{
		.id = "ldpath-untrusted",
		.title = "no other user can change what LD_LIBRARY_PATH names",
		.run = ldpath_untrusted,
		.absent = no_search_variable,
		.concerns = FOR_RUN,
		.variables = "LD_LIBRARY_PATH",
		.why = "A program loads libraries from LD_LIBRARY_PATH before all "
		       "others. A user who can change such a directory decides what "
		       "code it runs, as root, too.",
		.fix = "Remove the directory, or let only its user and root write to "
		       "it and to every directory above it.",
	},
	{
		.id = "ldpath-stubs",
		.title = "the loader's search path contains no stubs",
		.run = ldpath_stubs,
		.absent = absent_nothing,
		.concerns = FOR_RUN,
		.explains = "driver-stub-loaded driver-two-libcuda",
		.variables = "LD_LIBRARY_PATH",
		.why = "The loader must never find a stub library at run time.",
		.fix = "Remove the directory.",
	},
	{
		.id = "ldpath-compat",
		.title = "the loader's search path contains no forward-compatible "
			 "libcuda",
		.run = ldpath_compat,
		.absent = absent_nothing,
		.concerns = FOR_RUN,
		.explains = "driver-two-libcuda",
		.variables = "LD_LIBRARY_PATH",
		.why = "A forward-compatible libcuda is meant only for data center "
		       "GPUs with an older driver.",
		.fix = "Remove the directory.",
	},
	{
		.id = "ldpath-toolkit",
		.title = "LD_LIBRARY_PATH does not hide libraries of Python packages",
		.run = ldpath_toolkit,
		.absent = no_bundled_libraries,
		.concerns = FOR_RUN,
		.explains = "ldpath-cudnn-foreign wheel-libs-mixed ldpath-version",
		.variables = "LD_LIBRARY_PATH",
		.why = "LD_LIBRARY_PATH takes precedence over the search paths that "
		       "Python packages have for their own libraries.",
		.fix = "Unset it, or set `ld_library_path = auto' in cudaenv.conf.",
	},
	{
		.id = "ldpath-cudnn-foreign",
		.title = "LD_LIBRARY_PATH does not hide cuDNN of Python packages",
		.run = ldpath_cudnn_foreign,
		.absent = no_bundled_libraries,
		.concerns = FOR_RUN,
		.variables = "LD_LIBRARY_PATH",
		.why = "cuDNN consists of several libraries, which must have the same "
		       "version.",
		.fix = "Remove the directory.",
	},
	{
		.id = "ldpath-version",
		.title = "LD_LIBRARY_PATH and nvcc belong to one toolkit",
		.run = ldpath_version,
		.absent = no_path_and_nvcc,
		.concerns = FOR_BOTH,
		.variables = "LD_LIBRARY_PATH",
		.why = "A program that is built with one toolkit would load the "
		       "libraries of another.",
		.fix = "Select one with `cudaenv use', or remove the directory.",
	},
	{
		.id = "ldcache-stale",
		.title = "the loader's cache is up to date",
		.run = ldcache_stale,
		.absent = no_cached_libraries,
		.concerns = FOR_BOTH,
		.why = "The loader reads its cache instead of directories. The cache "
		       "must be updated after changes.",
		.fix = "sudo ldconfig.",
	},
	{
		.id = "ldconf-two-majors",
		.title = "the loader's cache contains one libcudart",
		.run = ldconf_two_majors,
		.absent = no_cached_runtime,
		.concerns = FOR_BOTH,
		.quiet = true,
		.why = "Some packages search for any libcudart, and fail if they find "
		       "two.",
		.fix = "If a program requires it, keep only one of them in ld.so.conf.d. "
		       "Programs that are linked with the other one no longer start then.",
	},
	{ .id = NULL },
};
