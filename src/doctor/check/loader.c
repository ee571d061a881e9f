/* SPDX-License-Identifier: MIT
 * How ld.so finds CUDA's libraries: LD_LIBRARY_PATH, its configuration and its cache.
 */
#include "config.h"

#include "checks.h"

#include "model/toolkit_version.h"

#include <stdlib.h>

/* Elements of LD_LIBRARY_PATH whose real path holds `part`. */
static const char *element_with(struct doctor *doctor, const char *part)
{
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n; i++)
		if (*dirs.v[i] == '/' &&
			(strstr(dirs.v[i], part) ||
				strstr(real_or_same(doctor, dirs.v[i]), part)))
			return dirs.v[i];
	return NULL;
}

/* The version of the libcudart in a directory: 12.1 of libcudart.so.12.1.105. */
static struct version runtime_of(struct doctor *doctor, const char *dir)
{
	struct strv found = machine_glob(&doctor->machine, dir, "libcudart.so.*");
	struct version version = VERSION_UNKNOWN, best = VERSION_UNKNOWN;

	for (size_t i = 0; i < found.n; i++) {
		const char *number = skip_prefix(path_base(found.v[i]), "libcudart.so.");

		if (number && version_parse(number, strlen(number), &version) &&
			version.patch >= 0)
			best = version;
	}
	return best;
}

/* A soname that both directories have, as "libnvJitLink.so.12"; NULL. */
static const char *shared_soname(
	struct doctor *doctor, const char *dir, const char *other)
{
	struct strv found = machine_glob(&doctor->machine, other, "lib*.so.[0-9]*");

	for (size_t i = 0; i < found.n; i++) {
		const char *name = path_base(found.v[i]);

		if (!skip_prefix(name, "libcuda.so") &&
			machine_is_file(
				&doctor->machine, path_join(doctor->arena, dir, name)))
			return name;
	}
	return NULL;
}

/* Newer libraries mostly serve the packages too; older ones lack what they call. */
static bool older_than_wheels(struct doctor *doctor, const char *dir)
{
	struct version runtime = runtime_of(doctor, dir);
	struct version wheels = doctor->facts->python.torch_cuda;

	return runtime.major < 1 || wheels.major < 1 || runtime.major != wheels.major ||
	       runtime.minor < wheels.minor;
}

void check_ldpath_toolkit(struct doctor *doctor)
{
	const struct python *python = &doctor->facts->python;
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n; i++) {
		const char *soname = NULL;
		size_t k;

		if (*dirs.v[i] != '/' || strstr(dirs.v[i], "/site-packages/"))
			continue;
		for (k = 0; k < python->nvidia_libs.n && !soname; k++)
			soname = strstr(python->nvidia_libs.v[k], "/cudnn/")
					 ? NULL
					 : shared_soname(doctor, dirs.v[i],
						   python->nvidia_libs.v[k]);
		if (!soname)
			continue;
		found(doctor,
			older_than_wheels(doctor, dirs.v[i]) ? SEVERITY_ERROR
							     : SEVERITY_WARN,
			"LD_LIBRARY_PATH puts the toolkit's libraries before those that the Python packages bring");
		evidence(doctor, "LD_LIBRARY_PATH", "%s", dirs.v[i]);
		evidence_place(doctor, path_join(doctor->arena, dirs.v[i], soname));
		evidence_place(doctor,
			path_join(doctor->arena, python->nvidia_libs.v[k - 1], soname));
		effect(doctor,
			"imports fail with \"undefined symbol: __nvJitLink...\" or wrong cuDNN parts");
		if (doctor->selected)
			advise(doctor,
				"set `ld_library_path = auto' under [export] in cudaenv.conf");
		fix_without(doctor, "LD_LIBRARY_PATH", dirs.v[i]);
		return;
	}
}

void check_ldpath_version(struct doctor *doctor)
{
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");
	const struct compilers *compilers = &doctor->facts->compilers;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;

	for (size_t i = 0; i < dirs.n && nvcc.major > 0; i++) {
		struct version runtime = *dirs.v[i] == '/' ? runtime_of(doctor, dirs.v[i])
							   : VERSION_UNKNOWN;

		if (runtime.major < 1)
			continue;
		if (version_same_release(runtime, nvcc))
			return;
		found(doctor,
			runtime.major != nvcc.major ? SEVERITY_ERROR : SEVERITY_WARN,
			"LD_LIBRARY_PATH leads to the libraries of CUDA %d.%d, nvcc is %s",
			runtime.major, runtime.minor, version_text(doctor->arena, nvcc));
		evidence(doctor, "LD_LIBRARY_PATH", "%s", dirs.v[i]);
		evidence(doctor, compilers->v[0].path, "%s",
			version_text(doctor->arena, nvcc));
		fix_without(doctor, "LD_LIBRARY_PATH", dirs.v[i]);
		return;
	}
}

static void searched(struct doctor *doctor, const char *part, enum severity severity,
	const char *cause, const char *what)
{
	const char *element = element_with(doctor, part), *line;
	const char *file = element ? NULL : loader_configured(doctor, part, &line);

	if (!element && !file)
		return;
	found(doctor, severity, "%s", cause);
	effect(doctor, "%s", what);
	if (element) {
		evidence(doctor, "LD_LIBRARY_PATH", "%s", element);
		fix_without(doctor, "LD_LIBRARY_PATH", element);
	} else {
		evidence(doctor, file, "%s", line);
		fix(doctor, "sudo mv %s %s.disabled && sudo ldconfig", file, file);
	}
}

void check_ldpath_stubs(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;

	searched(doctor, "/stubs",
		cuda->asked == ASKED_ANSWERED && cuda->init == 0 ? SEVERITY_WARN
								 : SEVERITY_ERROR,
		"The loader searches a directory of stubs, which are for linking only",
		"a program that finds the stub libcuda first fails with 34");
}

void check_ldpath_compat(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;

	searched(doctor, "/compat",
		cuda->asked == ASKED_ANSWERED && cuda->init == 0 ? SEVERITY_NOTE
								 : SEVERITY_WARN,
		"The loader searches a directory with a forward-compatible libcuda",
		"it takes the place of the driver's own, and works on data-center GPUs alone");
}

/* "8.9.2" of libcudnn.so.8.9.2. */
static const char *cudnn_version(
	struct doctor *doctor, const char *dir, const char *soname)
{
	const char *real =
		machine_real(&doctor->machine, path_join(doctor->arena, dir, soname));
	const char *version = real ? library_version(doctor->arena, real) : NULL;

	return version && strchr(version, '.') ? version : NULL;
}

void check_ldpath_cudnn_foreign(struct doctor *doctor)
{
	static const char *const sonames[] = { "libcudnn.so.9", "libcudnn.so.8" };
	const struct python *python = &doctor->facts->python;
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");

	for (size_t i = 0; i < dirs.n && python->site; i++)
		for (size_t k = 0; k < ARRAY_SIZE(sonames); k++) {
			const char *own = path_join(
				doctor->arena, python->site, "nvidia/cudnn/lib");
			const char *first =
				path_join(doctor->arena, dirs.v[i], sonames[k]);

			if (*dirs.v[i] != '/' || streq(dirs.v[i], own) ||
				!machine_is_file(&doctor->machine, first) ||
				!machine_is_file(&doctor->machine,
					path_join(doctor->arena, own, sonames[k])))
				continue;
			found(doctor, SEVERITY_WARN,
				"The cuDNN on LD_LIBRARY_PATH stands before the one of the Python packages");
			evidence(doctor, first, "%s",
				cudnn_version(doctor, dirs.v[i], sonames[k])
					? cudnn_version(doctor, dirs.v[i], sonames[k])
					: "version unknown");
			evidence_place(doctor, path_join(doctor->arena, own, sonames[k]));
			fix_without(doctor, "LD_LIBRARY_PATH", dirs.v[i]);
			return;
		}
}

void check_ldcache_stale(struct doctor *doctor)
{
	struct strv lines = loader_lines(doctor);

	for (size_t i = 0; i < lines.n; i++) {
		const char *path = strchr(lines.v[i], '\t');

		if (!path || machine_is_file(&doctor->machine, path + 1))
			continue;
		found(doctor, SEVERITY_WARN,
			"The loader's cache names libraries that are gone");
		evidence(doctor, "/etc/ld.so.cache", "%s", path + 1);
		evidence(doctor, path + 1, "no such file");
		effect(doctor,
			"programs do not find them, nor those that came in their place");
		fix(doctor, "sudo ldconfig");
		return;
	}
}

/* Takes the directory of one of them out of the loader's configuration: not that of the
 * toolkit in use. */
static void fix_two_majors(struct doctor *doctor, const char *first, const char *other)
{
	struct toolkit *active = toolkit_active(doctor);
	const char *path[] = { strchr(other, '\t') + 1, strchr(first, '\t') + 1 };

	for (size_t i = 0; i < ARRAY_SIZE(path); i++) {
		const char *line;
		const char *file = loader_configured(
			doctor, path_parent(doctor->arena, path[i]), &line);

		if (!file || (active && active == toolkit_holding(doctor,
							  real_or_same(doctor, path[i]))))
			continue;
		evidence(doctor, file, "%s", line);
		fix(doctor, "sudo mv %s %s.disabled && sudo ldconfig", file, file);
		return;
	}
	advise(doctor, "remove the package or the directory that is not needed, then: "
		       "sudo ldconfig");
}

void check_ldconf_two_majors(struct doctor *doctor)
{
	struct strv lines = loader_lines(doctor);
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
	found(doctor, SEVERITY_WARN,
		"The loader's cache has libcudart of two major versions");
	evidence(doctor, "/etc/ld.so.cache", "%s", strchr(first, '\t') + 1);
	evidence(doctor, "/etc/ld.so.cache", "%s", strchr(other, '\t') + 1);
	effect(doctor,
		"programs that look for any libcudart stop with \"Multiple libcudart libraries found\"");
	fix_two_majors(doctor, first, other);
}
