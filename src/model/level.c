/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "level.h"

#include "kernel.h"
#include "table.h"

/* Before 11.0, a toolkit needs the driver that was released with it. Returns the oldest
 * branch that supports its version, or NULL. */
static const char *first_branch(const struct drivers *drivers, struct version toolkit)
{
	const char *version = arena_printf(
			   drivers->arena, "%d.%d", toolkit.major, toolkit.minor),
		   *branch = NULL;
	struct table table;

	if (table_read(drivers->arena, drivers->dirs->data, "driver_branch.tsv", &table) <
		0)
		return NULL;
	for (size_t i = 0; i < table.n; i++)
		if (streq(table_field(&table, i, "cuda_version"), version))
			branch = table_field(&table, i, "branch"); /* newest first */
	return branch;
}

const char *level_required_driver(const struct drivers *drivers, struct version toolkit)
{
	struct table floors;
	long row;

	if (toolkit.major < 11)
		return first_branch(drivers, toolkit);
	if (table_read(drivers->arena, drivers->dirs->data, "minor_compat.tsv", &floors) <
		0)
		return NULL;
	row = table_find(&floors, "toolkit_major",
		arena_printf(drivers->arena, "%d", toolkit.major));
	return row < 0 ? NULL : table_field(&floors, (size_t)row, "min_linux_driver");
}

/* Returns true for minor version compatibility: the driver is not older than the floor of
 * the toolkit's major version. */
static bool minor_fits(const struct drivers *drivers, const struct driver *driver,
	struct version toolkit)
{
	const char *required;

	if (toolkit.major < 11 || driver->cuda.major != toolkit.major)
		return false;
	if (!driver->kernel)
		return true; /* WSL2: only the major version is known */
	required = level_required_driver(drivers, toolkit);
	return !required || kernel_compare(driver->kernel, required) >= 0;
}

const char *level_compat_dir(const struct toolkit *toolkit)
{
	const struct machine *machine = toolkit->machine;
	const char *dir = path_join(machine->arena, toolkit->path, "compat");

	return machine_is_file(machine, path_join(machine->arena, dir, "libcuda.so.1"))
		       ? toolkit_file(toolkit, "compat")
		       : NULL;
}

static bool forward_fits(const struct drivers *drivers, const struct driver *driver,
	struct version version, const struct toolkit *toolkit)
{
	struct arena *arena = drivers->arena;
	struct table table;
	long row;

	if (!driver->kernel || !level_compat_dir(toolkit) ||
		table_read(arena, drivers->dirs->data, "forward_compat.tsv", &table) < 0)
		return false;
	row = table_find(&table, "compat",
		arena_printf(arena, "%d.%d", version.major, version.minor));
	return row >= 0 &&
	       streq("C", table_field(&table, (size_t)row,
				  arena_printf(arena, "drv%s",
					  kernel_branch(arena, driver->kernel))));
}

enum level level_of(const struct drivers *drivers, const struct driver *driver,
	struct toolkit *toolkit)
{
	struct version version, release;

	if (driver->result != DRIVER_QUERIED && driver->result != DRIVER_DERIVED)
		return LEVEL_UNKNOWN;
	version = toolkit_version(toolkit);
	release = (struct version){ version.major, version.minor, -1 };
	if (version.major < 0)
		return LEVEL_UNKNOWN;
	if (version_compare(release, driver->cuda) <= 0)
		return LEVEL_OK;
	if (minor_fits(drivers, driver, version))
		return LEVEL_MINOR;
	if (forward_fits(drivers, driver, version, toolkit))
		return LEVEL_FORWARD;
	return LEVEL_UNSUPPORTED;
}

struct toolkit *level_newest_runnable(const struct drivers *drivers,
	const struct driver *driver, struct registry *registry)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(registry, &n);
	while (n-- > 0) {
		enum level level = level_of(drivers, driver, all[n]);

		if (!all[n]->shadowed && (level == LEVEL_OK || level == LEVEL_MINOR))
			return all[n];
	}
	return NULL;
}

const char *level_name(enum level level)
{
	static const char *const names[] = { "unknown", "ok", "minor", "forward",
		"unsupported" };

	return names[level];
}
