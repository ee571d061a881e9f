/* SPDX-License-Identifier: MIT
 * The driver's libraries: of one version, that of the kernel module, and new enough for
 * the toolkit (model/level.h).
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/loader.h"
#include "model/kernel.h"
#include "model/level.h"
#include "model/table.h"

#include <stdlib.h>

/* The ids of checks that fail if the loader takes the wrong libcuda. */
#define WRONG_LIBCUDA                                                                        \
	"cuinit-other cuinit-hang driver-two-libcuda driver-lib-mismatch driver-libs-mixed " \
	"driver-compat-useless driver-missing-libs ctr-host-libs-copied ldpath-compat "      \
	"ldpath-stubs ptxjit-missing uvm-stale-after-suspend cc-not-ready"

static const struct facts *facts(const struct exam *exam)
{
	return exam->facts;
}

static bool is_stub(const char *path)
{
	return strstr(path, "/stubs/") != NULL;
}

static bool is_compat(const char *path)
{
	return strstr(path, "/compat/") != NULL || strstr(path, "/compat_orig/") != NULL;
}

/* Returns the libcuda that this shell loads: the one that the probe loaded, else the
 * first that the loader finds. */
static const struct library *libcuda(const struct exam *exam)
{
	return facts(exam)->libcuda.n ? &facts(exam)->libcuda.v[0] : NULL;
}

static const char *libcuda_real(const struct exam *exam)
{
	if (facts(exam)->cuda.library)
		return facts(exam)->cuda.library;
	return libcuda(exam) ? libcuda(exam)->real : NULL;
}

static bool loaded_is(const struct exam *exam, bool (*kind)(const char *))
{
	const char *real = libcuda_real(exam), *loaded = facts(exam)->cuda.loaded;

	return (real && kind(real)) || (loaded && kind(loaded)) ||
	       (libcuda(exam) && kind(libcuda(exam)->path));
}

/* Returns whether the loader searches the directory without any configuration. */
static bool is_default_dir(const char *dir)
{
	static const char *const defaults[] = { "/lib", "/usr/lib", "/lib64",
		"/usr/lib64" };

	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		if (streq(dir, defaults[i]))
			return true;
	return strstr(dir, "/lib/") && strstr(dir, "-linux-gnu");
}

/* Removes the entry by which the loader finds the library. A directory of the system is
 * the entry of all its libraries: only the library can be removed from it. */
static void fix_path_entry(
	struct exam *exam, struct finding *f, const struct library *library)
{
	const char *dir = path_parent(exam->arena, library->path);
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");
	const char *file, *line;

	for (size_t i = 0; i < dirs.n; i++)
		if (streq(library->via, "LD_LIBRARY_PATH") &&
			streq(library->path,
				path_join(exam->arena, dirs.v[i], "libcuda.so.1"))) {
			finding_removal(f, "LD_LIBRARY_PATH", dirs.v[i]);
			return;
		}
	file = is_default_dir(dir) ? NULL : loader_configured(exam->subject, dir, &line);
	if (file) {
		finding_evidence(f, file, "%s", line);
		fix_loader_line(f, file, line);
	} else {
		fix_recipe(exam, f, "extra-library", FIX_WORDS("file", library->real));
	}
}

static void driver_libs_mixed(struct exam *exam)
{
	struct finding *f;
	static const char *const sonames[] = { "libnvidia-ml.so.1",
		"libnvidia-ptxjitcompiler.so.1", "libnvidia-nvvm.so.4" };
	const char *real = libcuda_real(exam);
	const char *own = loader_library_version(exam->arena, real);

	if (!own || is_stub(real) || is_compat(real) || facts(exam)->hardware.wsl2)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(sonames); i++) {
		struct libraries other = loader_find(
			exam->subject, &exam->facts->loader_cache, sonames[i]);
		const char *version =
			other.n ? loader_library_version(exam->arena, other.v[0].real)
				: NULL;

		if (!version || streq(version, own))
			continue;
		f = finding_new(exam, SEVERITY_ERROR,
			"Two drivers are installed: libcuda is %s, %s is %s", own,
			sonames[i], version);
		finding_evidence_at(f, real);
		finding_evidence_at(f, other.v[0].real);
		if (machine_is_file(exam->subject->machine, "/usr/bin/nvidia-uninstall"))
			finding_fix(f, "sudo nvidia-uninstall");
		finding_advice(f,
			"remove either the installation of NVIDIA's .run file or the packages, not "
			"both; then reboot");
		return;
	}
}

/* Returns a later libcuda in the search path that matches the module, or NULL. */
static const struct library *matching(const struct exam *exam)
{
	for (size_t i = 1; i < facts(exam)->libcuda.n; i++) {
		const struct library *library = &facts(exam)->libcuda.v[i];
		const char *version = loader_library_version(exam->arena, library->real);

		if (version && streq(version, facts(exam)->kernel.module))
			return library;
	}
	return NULL;
}

static void driver_lib_mismatch(struct exam *exam)
{
	struct finding *f;
	const char *module = facts(exam)->kernel.module, *real = libcuda_real(exam);
	const char *version = loader_library_version(exam->arena, real);

	if (!module || !version || streq(module, version) || is_stub(real) ||
		is_compat(real) || facts(exam)->hardware.wsl2 || facts(exam)->cuda.n)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The kernel module is %s, but libcuda is %s", module, version);
	finding_evidence(f, "/sys/module/nvidia/version", "%s", module);
	finding_evidence_at(f, real);
	if (facts(exam)->cuda.probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d", facts(exam)->cuda.init);
	finding_effect(f,
		"every CUDA program fails with 803, and nvidia-smi says \"Driver/library "
		"version mismatch\"");
	if (matching(exam)) {
		for (const struct library *l = libcuda(exam); l != matching(exam); l++)
			fix_path_entry(exam, f, l);
	} else {
		finding_fix(f, "sudo reboot");
		finding_advice(f,
			"an update has replaced the libraries under the running module");
	}
}

/* Removes each copy that is not the one of the kernel module. */
static void fix_copies(struct exam *exam, struct finding *f)
{
	const struct libraries *all = &facts(exam)->libcuda;
	const char *module = facts(exam)->kernel.module;

	if (!module)
		finding_advice(f, "keep only the copy that belongs to the driver");
	for (size_t i = 0; i < all->n && module; i++) {
		const char *version = loader_library_version(exam->arena, all->v[i].real);

		if (version && !streq(version, module))
			fix_path_entry(exam, f, &all->v[i]);
	}
}

static void driver_two_libcuda(struct exam *exam)
{
	struct finding *f;
	const struct libraries *all = &facts(exam)->libcuda;
	const char *first =
		libcuda(exam) ? loader_library_version(exam->arena, libcuda(exam)->real)
			      : NULL;

	/* Compatibility libraries and stubs have checks of their own. */
	if (loaded_is(exam, is_compat) || loaded_is(exam, is_stub))
		return;
	for (size_t i = 1; first && i < all->n; i++) {
		const char *other = loader_library_version(exam->arena, all->v[i].real);

		if (!other || streq(other, first))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"%zu copies of libcuda.so.1 of different versions can be loaded",
			all->n);
		for (size_t k = 0; k < all->n; k++)
			finding_evidence(f, all->v[k].real, "by %s%s", all->v[k].via,
				k ? "" : ", the one that is loaded");
		fix_copies(exam, f);
		return;
	}
}

static void driver_compat_active(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &facts(exam)->cuda;
	bool failed = cuda->probed == PROBE_OK && cuda->init != 0;

	if (!loaded_is(exam, is_compat) &&
		!(cuda->probed == PROBE_OK && cuda->init == 804))
		return;
	f = finding_new(exam, failed ? SEVERITY_ERROR : SEVERITY_NOTE,
		failed ? "The loaded libcuda is forward-compatible, and does not work with this driver or GPU"
		       : "A forward-compatible libcuda is in use");
	finding_evidence_at(f, libcuda_real(exam) ? libcuda_real(exam) : "libcuda.so.1");
	if (failed)
		finding_evidence(f, "cuInit", "%d", cuda->init);
	if (facts(exam)->kernel.module)
		finding_evidence(f, "/sys/module/nvidia/version", "%s",
			facts(exam)->kernel.module);
	finding_effect(f,
		"it works only on data center GPUs with an older driver; elsewhere cuInit "
		"returns 803 or 804");
	if (failed && libcuda(exam))
		fix_path_entry(exam, f, libcuda(exam));
}

static void driver_compat_useless(struct exam *exam)
{
	struct finding *f;
	const char *module = facts(exam)->kernel.module;
	const char *version = loader_library_version(exam->arena, libcuda_real(exam));

	if (!module || !version || !loaded_is(exam, is_compat) ||
		strtol(version, NULL, 10) > strtol(module, NULL, 10))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"The forward-compatible libcuda %s is not newer than the driver %s",
		version, module);
	finding_evidence_at(f, libcuda_real(exam));
	if (libcuda(exam))
		fix_path_entry(exam, f, libcuda(exam));
}

static void fix_libraries(struct exam *exam, struct finding *f)
{
	fix_recipe(exam, f, "driver-libraries",
		FIX_WORDS("branch", current_branch(exam->arena, exam->facts)));
}

static void driver_missing_libs(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &facts(exam)->cuda;

	if (!facts(exam)->kernel.module || loader_by_runpath(&facts(exam)->libcuda) ||
		(cuda->probed != PROBE_NO_LIBRARY &&
			!(cuda->probed == PROBE_NOT_RUN && !facts(exam)->libcuda.n)))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		facts(exam)->libcuda.n ? "libcuda.so.1 cannot be loaded"
				       : "libcuda.so.1 is not installed");
	finding_evidence(
		f, "dlopen libcuda.so.1", "%s", cuda->error ? cuda->error : "not found");
	finding_evidence(
		f, "/sys/module/nvidia/version", "%s", facts(exam)->kernel.module);
	if (facts(exam)->libcuda.n)
		finding_evidence_at(f, facts(exam)->libcuda.v[0].real);
	if (facts(exam)->libcuda.n > 1) {
		fix_path_entry(exam, f, libcuda(exam));
		return;
	}
	fix_libraries(exam, f);
}

static void driver_stub_loaded(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &facts(exam)->cuda;

	if (!loaded_is(exam, is_stub) && !(cuda->probed == PROBE_OK && cuda->init == 34))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"A stub of libcuda is loaded, which is only for linking");
	finding_evidence_at(f, cuda->loaded ? cuda->loaded : libcuda_real(exam));
	if (cuda->probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d", cuda->init);
	finding_effect(f, "every CUDA program fails with 34, or sees no device");
	if (libcuda(exam))
		fix_path_entry(exam, f, libcuda(exam));
}

static void ptxjit_missing(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &facts(exam)->cuda;
	const char *own = loader_library_version(exam->arena, cuda->library);
	const char *jit = loader_library_version(exam->arena, cuda->jit);

	if (cuda->probed != PROBE_OK || cuda->init != 0 || !cuda->n || !own ||
		(jit && streq(own, jit)))
		return;
	f = finding_new(exam, SEVERITY_WARN,
		cuda->jit ? "The driver's PTX compiler has another version than libcuda"
			  : "The driver's PTX compiler is missing");
	finding_evidence(f, cuda->jit ? cuda->jit : "libnvidia-ptxjitcompiler.so.1", "%s",
		cuda->jit ? jit ? jit : "no version" : "not found");
	finding_evidence_at(f, cuda->library);
	finding_effect(f, "programs that contain only PTX fail with 221");
	fix_libraries(exam, f);
}

/* Returns the minimum driver of the toolkit's major version; before 11, of the toolkit
 * itself. */
static const char *needed_driver(struct exam *exam, struct version version)
{
	struct table table;
	long row;

	if (table_read(exam->arena, exam->subject->dirs->data, "minor_compat.tsv",
		    &table) < 0)
		return "";
	row = table_find(
		&table, "toolkit_major", arena_printf(exam->arena, "%d", version.major));
	return row < 0 ? "" : table_field(&table, (size_t)row, "min_linux_driver");
}

static void add_driver(struct exam *exam, struct finding *f, const struct driver *driver)
{
	if (driver->kernel)
		finding_evidence(f, "/sys/module/nvidia/version", "%s", driver->kernel);
	finding_evidence(f, "cuDriverGetVersion", "CUDA %s",
		version_text(exam->arena, driver->cuda));
}

static void driver_too_old(struct exam *exam)
{
	struct finding *f;
	struct drivers drivers = { exam->arena, exam->subject->machine,
		exam->subject->dirs, exam->subject->vars };
	struct driver driver = current_driver(exam->subject, exam->facts);
	struct toolkit *toolkit = exam->subject->selected
					  ? exam->subject->selected
					  : current_toolkit(exam->subject, exam->facts);
	enum level level = toolkit ? level_of(&drivers, &driver, toolkit) : LEVEL_UNKNOWN;
	const char *version;

	if (level == LEVEL_UNKNOWN || level == LEVEL_OK)
		return;
	version = version_text(exam->arena, toolkit_version(toolkit));
	if (level == LEVEL_MINOR) {
		f = finding_new(exam, SEVERITY_NOTE,
			"Toolkit %s is newer than the driver (CUDA %s): programs run, but PTX of %s does not",
			version, version_text(exam->arena, driver.cuda), version);
		add_driver(exam, f, &driver);
		finding_effect(f,
			"code compiled for the GPU runs; compiling PTX at run time fails with "
			"222, calls newer than the driver fail with 36");
		return;
	}
	if (level == LEVEL_FORWARD) {
		/* It is loaded already. */
		if (loaded_is(exam, is_compat))
			return;
		f = finding_new(exam, SEVERITY_WARN,
			"Toolkit %s needs its own libcuda with this driver (CUDA %s)",
			version, version_text(exam->arena, driver.cuda));
		add_driver(exam, f, &driver);
		finding_fix(f,
			"export LD_LIBRARY_PATH=%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
			path_join(exam->arena, toolkit->path, "compat"));
		return;
	}
	f = finding_new(exam, SEVERITY_ERROR,
		"The driver (CUDA %s) cannot run programs of CUDA %s",
		version_text(exam->arena, driver.cuda), version);
	add_driver(exam, f, &driver);
	finding_evidence_at(f, toolkit->path);
	finding_effect(f, "they fail with 35; CUDA %d requires driver %s or newer",
		toolkit_version(toolkit).major,
		needed_driver(exam, toolkit_version(toolkit)));
	fix_driver_or_use(
		exam, f, &driver, needed_driver(exam, toolkit_version(toolkit)));
}

static void driver_cuda_label(struct exam *exam)
{
	struct finding *f;
	struct driver driver = current_driver(exam->subject, exam->facts);
	const struct compilers *compilers = &exam->facts->compilers;

	if (driver.result != DRIVER_QUERIED || !compilers->n ||
		compilers->v[0].version.major < 0 ||
		version_compare(compilers->v[0].version, driver.cuda) == 0)
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"nvidia-smi's \"%s: %s\" is the newest that the driver supports; nvcc is %s. Both are correct",
		facts(exam)->kernel.module &&
				strtol(facts(exam)->kernel.module, NULL, 10) >= 610
			? "CUDA UMD Version"
			: "CUDA Version",
		version_text(exam->arena, driver.cuda),
		version_text(exam->arena, compilers->v[0].version));
	finding_evidence(f, "cuDriverGetVersion", "%d", exam->facts->cuda.version);
	finding_evidence(f, compilers->v[0].path, "%s",
		version_text(exam->arena, compilers->v[0].version));
}

static const char *no_loaded_libcuda(const struct exam *exam)
{
	return exam->facts->cuda.probed == PROBE_OK ? NULL
						    : "libcuda.so.1 was not loaded";
}

static const char *no_linux_libcuda(const struct exam *exam)
{
	return exam->facts->hardware.wsl2 ? "WSL uses the driver of Windows"
					  : absent_libcuda(exam);
}

static const char *no_module_and_libcuda(const struct exam *exam)
{
	const char *reason = no_linux_libcuda(exam);

	return reason ? reason : absent_module(exam);
}

static const char *no_toolkit_and_driver(const struct exam *exam)
{
	if (absent_selection(exam) && absent_toolkit(exam))
		return absent_toolkit(exam);
	return absent_driver_version(exam);
}

static const char *no_nvcc_and_driver(const struct exam *exam)
{
	const char *reason = absent_nvcc(exam);

	return reason ? reason : absent_driver_version(exam);
}

const struct check driver_checks[] = {
	{
		.id = "driver-stub-loaded",
		.title = "no stub of libcuda is loaded",
		.run = driver_stub_loaded,
		.absent = absent_libcuda,
		.concerns = FOR_RUN,
		.explains = WRONG_LIBCUDA " driver-compat-active wsl-libcuda-path",
		.variables = "LD_LIBRARY_PATH",
		.why = "lib64/stubs contains a libcuda for linking on machines "
		       "without a driver. It cannot run anything.",
		.fix = "Remove stubs from LD_LIBRARY_PATH and ld.so.conf; only "
		       "LIBRARY_PATH may contain them.",
	},
	{
		.id = "driver-compat-active",
		.title = "the driver's own libcuda is loaded",
		.run = driver_compat_active,
		.absent = absent_libcuda,
		.concerns = FOR_RUN,
		.explains =
			WRONG_LIBCUDA " driver-too-old driver-cuda-label torch-driver",
		.variables = "LD_LIBRARY_PATH",
		.why = "A libcuda of cuda-compat lets data center GPUs run newer CUDA "
		       "on an older driver. On other GPUs it fails with 803 or 804.",
		.fix = "Remove its directory from the loader's search path.",
	},
	{
		.id = "driver-compat-useless",
		.title = "no needless forward-compatible libcuda is loaded",
		.run = driver_compat_useless,
		.absent = absent_libcuda,
		.concerns = FOR_RUN,
		.explains = "ldpath-compat",
		.variables = "LD_LIBRARY_PATH",
		.why = "A compatibility libcuda that is older than the driver has no "
		       "use.",
		.fix = "Remove its directory from the loader's search path.",
	},
	{
		.id = "driver-missing-libs",
		.title = "libcuda.so.1 can be loaded",
		.run = driver_missing_libs,
		.absent = no_loaded_libcuda,
		.concerns = FOR_RUN,
		.explains = "cuinit-other ldcache-stale",
		.variables = "LD_LIBRARY_PATH",
		.why = "libcuda.so.1 is part of the driver, not of the toolkit.",
		.fix = "Install the driver's compute libraries; in a container, add "
		       "the capability `compute'.",
	},
	{
		.id = "driver-libs-mixed",
		.title = "the driver's libraries have one version",
		.run = driver_libs_mixed,
		.absent = no_linux_libcuda,
		.concerns = FOR_RUN,
		.explains = "driver-lib-mismatch cuinit-other ptxjit-missing "
			    "driver-two-libcuda kmod-disk-differs",
		.why = "Two installations of the driver overlap, often NVIDIA's .run "
		       "file and packages.",
		.fix = "Remove one of them, and reboot.",
	},
	{
		.id = "driver-lib-mismatch",
		.title = "libcuda and the kernel module have the same version",
		.run = driver_lib_mismatch,
		.absent = no_module_and_libcuda,
		.concerns = FOR_RUN,
		.explains = "cuinit-other kmod-disk-differs driver-two-libcuda "
			    "cc-not-ready gsp-firmware-missing ctr-require torch-driver "
			    "driver-too-old",
		.variables = "LD_LIBRARY_PATH",
		.why = "libcuda and the kernel module must have exactly the same "
		       "version. An unattended update replaces the library "
		       "immediately, but the module only at the next reboot.",
		.fix = "Reboot, or reload the module while no program uses a GPU.",
	},
	{
		.id = "driver-two-libcuda",
		.title = "only one version of libcuda can be loaded",
		.run = driver_two_libcuda,
		.absent = absent_libcuda,
		.concerns = FOR_RUN,
		.variables = "LD_LIBRARY_PATH",
		.why = "The search path decides which libcuda is loaded, so two "
		       "versions cause surprises.",
		.fix = "Keep only one of them in the loader's search path.",
	},
	{
		.id = "driver-too-old",
		.title = "the driver can run programs of the selected toolkit",
		.run = driver_too_old,
		.absent = no_toolkit_and_driver,
		.concerns = FOR_RUN,
		.explains = "torch-driver ctr-require jax-cupy-tag",
		.why = "A driver runs programs up to its own CUDA version. Since CUDA "
		       "11, it also runs newer ones of the same major version, if "
		       "they need no PTX.",
		.fix = "Select an older toolkit, or update the driver.",
	},
	{
		.id = "driver-cuda-label",
		.title = "nvidia-smi and nvcc print the same CUDA version",
		.run = driver_cuda_label,
		.absent = no_nvcc_and_driver,
		.concerns = FOR_RUN,
		.why = "nvidia-smi prints the newest CUDA that the driver supports; "
		       "nvcc prints its own version. They need not be equal.",
		.fix = "Nothing to fix.",
		.quiet = true,
	},
	{
		.id = "ptxjit-missing",
		.title = "the driver can compile PTX",
		.run = ptxjit_missing,
		.absent = absent_cuda_gpu,
		.concerns = FOR_RUN,
		.why = "Programs that contain only PTX are compiled by "
		       "libnvidia-ptxjitcompiler, which is part of the driver.",
		.fix = "Install the driver's compute libraries.",
	},
	{ .id = NULL },
};
