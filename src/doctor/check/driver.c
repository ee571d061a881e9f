/* SPDX-License-Identifier: MIT
 * The driver's libraries: of one version, that of the kernel module, and new enough for
 * the toolkit (model/level.h).
 */
#include "config.h"

#include "checks.h"

#include "model/kernel.h"
#include "model/level.h"
#include "model/table.h"

#include <stdlib.h>

static const struct facts *facts(const struct doctor *doctor)
{
	return doctor->facts;
}

static bool is_stub(const char *path)
{
	return strstr(path, "/stubs/") != NULL;
}

static bool is_compat(const char *path)
{
	return strstr(path, "/compat/") != NULL || strstr(path, "/compat_orig/") != NULL;
}

/* The libcuda that this shell loads: what the probe said, else what the loader would do.
 */
static const struct library *libcuda(const struct doctor *doctor)
{
	return facts(doctor)->libcuda.n ? &facts(doctor)->libcuda.v[0] : NULL;
}

static const char *libcuda_real(const struct doctor *doctor)
{
	if (facts(doctor)->cuda.library)
		return facts(doctor)->cuda.library;
	return libcuda(doctor) ? libcuda(doctor)->real : NULL;
}

static bool loaded_is(const struct doctor *doctor, bool (*kind)(const char *))
{
	const char *real = libcuda_real(doctor), *loaded = facts(doctor)->cuda.loaded;

	return (real && kind(real)) || (loaded && kind(loaded)) ||
	       (libcuda(doctor) && kind(libcuda(doctor)->path));
}

/* The line that takes away what leads to the library. */
static void fix_path_entry(struct doctor *doctor, const struct library *library)
{
	const char *dir = path_parent(doctor->arena, library->path);
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");
	const char *file, *line;

	for (size_t i = 0; i < dirs.n; i++)
		if (streq(library->via, "LD_LIBRARY_PATH") &&
			streq(library->path,
				path_join(doctor->arena, dirs.v[i], "libcuda.so.1"))) {
			fix_without(doctor, "LD_LIBRARY_PATH", dirs.v[i]);
			return;
		}
	file = loader_configured(doctor, dir, &line);
	if (file) {
		evidence(doctor, file, "%s", line);
		fix(doctor, "sudo mv %s %s.disabled && sudo ldconfig", file, file);
	} else {
		advise(doctor, "take %s out of the loader's way, then: sudo ldconfig",
			library->path);
	}
}

void check_driver_libs_mixed(struct doctor *doctor)
{
	static const char *const sonames[] = { "libnvidia-ml.so.1",
		"libnvidia-ptxjitcompiler.so.1", "libnvidia-nvvm.so.4" };
	const char *real = libcuda_real(doctor);
	const char *own = library_version(doctor->arena, real);

	if (!own || is_stub(real) || is_compat(real) || facts(doctor)->hardware.wsl2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(sonames); i++) {
		struct libraries other = loader_find(doctor, sonames[i]);
		const char *version =
			other.n ? library_version(doctor->arena, other.v[0].real) : NULL;

		if (!version || streq(version, own))
			continue;
		found(doctor, SEVERITY_ERROR,
			"Two drivers are installed: libcuda is %s, %s is %s", own,
			sonames[i], version);
		evidence_place(doctor, real);
		evidence_place(doctor, other.v[0].real);
		if (machine_is_file(&doctor->machine, "/usr/bin/nvidia-uninstall"))
			fix(doctor, "sudo nvidia-uninstall");
		advise(doctor,
			"remove the installation by NVIDIA's .run file or the packages, not "
			"both; then reboot");
		return;
	}
}

/* A later libcuda on the loader's way that fits the module, or NULL. */
static const struct library *fitting(const struct doctor *doctor)
{
	for (size_t i = 1; i < facts(doctor)->libcuda.n; i++) {
		const struct library *library = &facts(doctor)->libcuda.v[i];
		const char *version = library_version(doctor->arena, library->real);

		if (version && streq(version, facts(doctor)->kernel.module))
			return library;
	}
	return NULL;
}

void check_driver_lib_mismatch(struct doctor *doctor)
{
	const char *module = facts(doctor)->kernel.module, *real = libcuda_real(doctor);
	const char *version = library_version(doctor->arena, real);

	if (!module || !version || streq(module, version) || is_stub(real) ||
		is_compat(real) || facts(doctor)->hardware.wsl2 || facts(doctor)->cuda.n)
		return;
	found(doctor, SEVERITY_ERROR, "The kernel module is %s, but libcuda is %s",
		module, version);
	evidence(doctor, "/sys/module/nvidia/version", "%s", module);
	evidence_place(doctor, real);
	if (facts(doctor)->cuda.asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d", facts(doctor)->cuda.init);
	effect(doctor,
		"every CUDA program fails with 803, and nvidia-smi says \"Driver/library "
		"version mismatch\"");
	if (fitting(doctor) && libcuda(doctor)) {
		fix_path_entry(doctor, libcuda(doctor));
	} else {
		fix(doctor, "sudo reboot");
		advise(doctor,
			"an update has replaced the libraries under the running module");
	}
}

void check_driver_two_libcuda(struct doctor *doctor)
{
	const struct libraries *all = &facts(doctor)->libcuda;
	const char *first =
		libcuda(doctor) ? library_version(doctor->arena, libcuda(doctor)->real)
				: NULL;

	/* Those of purpose have checks of their own. */
	if (loaded_is(doctor, is_compat) || loaded_is(doctor, is_stub))
		return;
	for (size_t i = 1; first && i < all->n; i++) {
		const char *other = library_version(doctor->arena, all->v[i].real);

		if (!other || streq(other, first))
			continue;
		found(doctor, SEVERITY_WARN,
			"%zu copies of libcuda.so.1 of different versions can be loaded",
			all->n);
		for (size_t k = 0; k < all->n; k++)
			evidence(doctor, all->v[k].real, "by %s%s", all->v[k].via,
				k ? "" : ", the one that is loaded");
		fix_path_entry(doctor, &all->v[0]);
		return;
	}
}

void check_driver_compat_active(struct doctor *doctor)
{
	const struct cuda *cuda = &facts(doctor)->cuda;
	bool failed = cuda->asked == ASKED_ANSWERED && cuda->init != 0;

	if (!loaded_is(doctor, is_compat) &&
		!(cuda->asked == ASKED_ANSWERED && cuda->init == 804))
		return;
	found(doctor, failed ? SEVERITY_ERROR : SEVERITY_NOTE,
		failed ? "A forward-compatible libcuda is loaded, which does not work with this driver or GPU"
		       : "A forward-compatible libcuda is in use");
	evidence_place(
		doctor, libcuda_real(doctor) ? libcuda_real(doctor) : "libcuda.so.1");
	if (failed)
		evidence(doctor, "cuInit", "%d", cuda->init);
	if (facts(doctor)->kernel.module)
		evidence(doctor, "/sys/module/nvidia/version", "%s",
			facts(doctor)->kernel.module);
	effect(doctor,
		"it is for data-center GPUs with an older driver alone; elsewhere cuInit "
		"answers 803 or 804");
	if (failed && libcuda(doctor))
		fix_path_entry(doctor, libcuda(doctor));
}

void check_driver_compat_useless(struct doctor *doctor)
{
	const char *module = facts(doctor)->kernel.module;
	const char *version = library_version(doctor->arena, libcuda_real(doctor));

	if (!module || !version || !loaded_is(doctor, is_compat) ||
		strtol(version, NULL, 10) > strtol(module, NULL, 10))
		return;
	found(doctor, SEVERITY_NOTE,
		"The forward-compatible libcuda %s is no newer than the driver %s",
		version, module);
	evidence_place(doctor, libcuda_real(doctor));
	if (libcuda(doctor))
		fix_path_entry(doctor, libcuda(doctor));
}

void check_driver_missing_libs(struct doctor *doctor)
{
	const struct cuda *cuda = &facts(doctor)->cuda;
	const char *package;

	if (!facts(doctor)->kernel.module ||
		(cuda->asked != ASKED_NO_LIBRARY &&
			!(cuda->asked == ASKED_NOT && !facts(doctor)->libcuda.n)))
		return;
	found(doctor, SEVERITY_ERROR,
		facts(doctor)->libcuda.n ? "libcuda.so.1 cannot be loaded"
					 : "libcuda.so.1 is not installed");
	evidence(doctor, "dlopen libcuda.so.1", "%s",
		cuda->error ? cuda->error : "not found");
	evidence(
		doctor, "/sys/module/nvidia/version", "%s", facts(doctor)->kernel.module);
	if (facts(doctor)->libcuda.n)
		evidence_place(doctor, facts(doctor)->libcuda.v[0].real);
	if (facts(doctor)->libcuda.n > 1) {
		fix_path_entry(doctor, libcuda(doctor));
		return;
	}
	package = arena_printf(
		doctor->arena, "libnvidia-compute-%s", driver_branch(doctor));
	fix_package(doctor, package, "nvidia-driver-cuda-libs", "nvidia-compute-G06",
		"nvidia-utils");
}

void check_driver_stub_loaded(struct doctor *doctor)
{
	const struct cuda *cuda = &facts(doctor)->cuda;

	if (!loaded_is(doctor, is_stub) &&
		!(cuda->asked == ASKED_ANSWERED && cuda->init == 34))
		return;
	found(doctor, SEVERITY_ERROR,
		"A stub libcuda is loaded, which is there for linking only");
	evidence_place(doctor, cuda->loaded ? cuda->loaded : libcuda_real(doctor));
	if (cuda->asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d", cuda->init);
	effect(doctor, "every CUDA program fails with 34, or sees no device");
	if (libcuda(doctor))
		fix_path_entry(doctor, libcuda(doctor));
}

void check_ptxjit_missing(struct doctor *doctor)
{
	const struct cuda *cuda = &facts(doctor)->cuda;
	const char *own = library_version(doctor->arena, cuda->library);
	const char *jit = library_version(doctor->arena, cuda->jit);

	if (cuda->asked != ASKED_ANSWERED || cuda->init != 0 || !cuda->n || !own ||
		(jit && streq(own, jit)))
		return;
	found(doctor, SEVERITY_WARN,
		cuda->jit ? "The driver's PTX compiler is of another version than libcuda"
			  : "The driver's PTX compiler is missing");
	evidence(doctor, cuda->jit ? cuda->jit : "libnvidia-ptxjitcompiler.so.1", "%s",
		cuda->jit ? jit ? jit : "no version" : "not found");
	evidence_place(doctor, cuda->library);
	effect(doctor, "programs that bring PTX alone fail with 221");
	if (facts(doctor)->hardware.container)
		fix(doctor,
			"docker run --gpus all -e NVIDIA_DRIVER_CAPABILITIES=compute,utility ...");
	else
		fix_package(doctor,
			arena_printf(doctor->arena, "libnvidia-compute-%s",
				driver_branch(doctor)),
			"nvidia-driver-cuda-libs", "nvidia-compute-G06", "nvidia-utils");
}

/* The floor of the toolkit's major version, or, before 11, the toolkit's own driver. */
static const char *needed_driver(struct doctor *doctor, struct version version)
{
	struct table table;
	long row;

	if (table_read(doctor->arena, doctor->dirs.data, "minor_compat.tsv", &table) < 0)
		return "";
	row = table_find(&table, "toolkit_major",
		arena_printf(doctor->arena, "%d", version.major));
	return row < 0 ? "" : table_field(&table, (size_t)row, "min_linux_driver");
}

/* The newest toolkit here that the driver runs; NULL. */
static struct toolkit *newest_fitting(
	struct doctor *doctor, const struct drivers *drivers, const struct driver *driver)
{
	struct toolkit **all, *best = NULL;
	size_t n;

	all = registry_all(&doctor->registry, &n);
	for (size_t i = 0; i < n; i++) {
		enum level level = level_of(drivers, driver, all[i]);

		if (level == LEVEL_OK || level == LEVEL_MINOR)
			best = all[i];
	}
	return best;
}

/* Distributions name their packages by the branch; 535 is the oldest that they still
 * have.
 */
static void fix_driver(struct doctor *doctor, const char *driver)
{
	const char *branch = kernel_branch(doctor->arena, driver);

	if (doctor->facts->hardware.wsl2)
		advise(doctor, "update the NVIDIA driver in Windows");
	else if (doctor->facts->hardware.container)
		advise(doctor, "update the driver of the host to %s or newer", driver);
	else
		fix_package(doctor,
			arena_printf(doctor->arena, "nvidia-driver-%s",
				strtol(branch, NULL, 10) >= 535 ? branch : "535"),
			"akmod-nvidia", NULL, "nvidia-open");
}

static void tell_driver(struct doctor *doctor, const struct driver *driver)
{
	if (driver->kernel)
		evidence(doctor, "/sys/module/nvidia/version", "%s", driver->kernel);
	evidence(doctor, "cuDriverGetVersion", "CUDA %s",
		version_text(doctor->arena, driver->cuda));
}

void check_driver_too_old(struct doctor *doctor)
{
	struct drivers drivers = { doctor->arena, &doctor->machine, &doctor->dirs,
		&doctor->vars };
	struct driver driver = driver_of_facts(doctor);
	struct toolkit *toolkit = doctor->selected ? doctor->selected
						   : toolkit_active(doctor),
		       *other;
	enum level level = toolkit ? level_of(&drivers, &driver, toolkit) : LEVEL_UNKNOWN;
	const char *version;

	if (level == LEVEL_UNKNOWN || level == LEVEL_OK)
		return;
	version = version_text(doctor->arena, toolkit_version(toolkit));
	if (level == LEVEL_MINOR) {
		found(doctor, SEVERITY_NOTE,
			"Toolkit %s is newer than the driver (CUDA %s): programs run, PTX of %s does not",
			version, version_text(doctor->arena, driver.cuda), version);
		tell_driver(doctor, &driver);
		effect(doctor,
			"code compiled for the GPU runs; compiling PTX at run time gives "
			"222, calls newer than the driver give 36");
		return;
	}
	if (level == LEVEL_FORWARD) {
		found(doctor, SEVERITY_WARN,
			"Toolkit %s needs its own libcuda with this driver (CUDA %s)",
			version, version_text(doctor->arena, driver.cuda));
		tell_driver(doctor, &driver);
		fix(doctor,
			"export LD_LIBRARY_PATH=%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
			path_join(doctor->arena, toolkit->path, "compat"));
		return;
	}
	found(doctor, SEVERITY_ERROR,
		"The driver (CUDA %s) cannot run programs of CUDA %s",
		version_text(doctor->arena, driver.cuda), version);
	tell_driver(doctor, &driver);
	evidence_place(doctor, toolkit->path);
	effect(doctor, "they fail with 35; CUDA %d needs driver %s or newer",
		toolkit_version(toolkit).major,
		needed_driver(doctor, toolkit_version(toolkit)));
	other = newest_fitting(doctor, &drivers, &driver);
	if (other)
		fix(doctor, "cudaenv use %s", other->name);
	fix_driver(doctor, needed_driver(doctor, toolkit_version(toolkit)));
}

void check_driver_cuda_label(struct doctor *doctor)
{
	struct driver driver = driver_of_facts(doctor);
	const struct compilers *compilers = &doctor->facts->compilers;

	if (driver.answer != DRIVER_ANSWERED || !compilers->n ||
		compilers->v[0].version.major < 0 ||
		version_compare(compilers->v[0].version, driver.cuda) == 0)
		return;
	found(doctor, SEVERITY_NOTE,
		"nvidia-smi's \"CUDA Version: %s\" is the newest that the driver supports; nvcc is %s. Both are right",
		version_text(doctor->arena, driver.cuda),
		version_text(doctor->arena, compilers->v[0].version));
	evidence(doctor, "cuDriverGetVersion", "%d", doctor->facts->cuda.version);
	evidence(doctor, compilers->v[0].path, "%s",
		version_text(doctor->arena, compilers->v[0].version));
}
