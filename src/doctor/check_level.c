/* SPDX-License-Identifier: MIT
 * How the driver and the toolkit fit, by the rules of model/level.h.
 */
#include "config.h"

#include "checks.h"

#include "model/kernel.h"
#include "model/level.h"
#include "model/table.h"

#include <stdlib.h>

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
