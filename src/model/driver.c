/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "driver.h"

#include "ownership.h"
#include "table.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#define PROBE_TIMEOUT_MS 5000
#define LOADER_CACHE "/etc/ld.so.cache"

static struct driver derived(const struct drivers *drivers, struct kernel kernel)
{
	struct driver driver = { .kernel = kernel.version, .foreign = true };
	struct table branches;
	long row;

	if (!kernel.version || table_read(drivers->arena, drivers->dirs->data,
				       "driver_branch.tsv", &branches) < 0)
		return driver;
	row = table_find(
		&branches, "branch", kernel_branch(drivers->arena, kernel.version));
	if (row < 0)
		return driver;
	driver.result = DRIVER_DERIVED;
	driver.cuda = version_from_api((int)strtol(
		table_field(&branches, (size_t)row, "cuDriverGetVersion"), NULL, 10));
	return driver;
}

/* Returns how the library is looked up: the one that the user names, the first in
 * LD_LIBRARY_PATH, or as the loader finds it. */
static const char *lookup_of(const struct drivers *drivers)
{
	struct arena *arena = drivers->arena;
	const char *named = vars_get_nonempty(drivers->vars, "CUDAENV_LIBCUDA");
	const char *path = vars_get_nonempty(drivers->vars, "LD_LIBRARY_PATH");
	struct strv dirs;

	if (named)
		return arena_printf(arena, "file:%s", named);
	dirs = strv_split(arena, path ? path : "", ':');
	for (size_t i = 0; i < dirs.n; i++) {
		const char *library = path_join(arena, dirs.v[i], "libcuda.so.1");

		if (*library == '/' && access(library, R_OK) == 0)
			return arena_printf(arena, "file:%s", library);
	}
	return "loader";
}

/* Returns why this user does not load the library of this lookup, or NULL. */
static const char *distrust_of(const struct drivers *drivers, const char *lookup)
{
	const struct machine running = machine_running(drivers->arena);
	const char *file = skip_prefix(lookup, "file:");

	return file && *file == '/' ? ownership_problem(&running, geteuid(), file) : NULL;
}

static struct driver from_record(const struct driver_record *record, struct kernel kernel)
{
	return (struct driver){
		.result = record->result,
		.code = record->code,
		.cuda = version_from_api(record->api),
		.kernel = kernel.version,
		.library = record->result == DRIVER_NONE ? NULL : record->library,
		.given = skip_prefix(record->lookup, "file:"),
	};
}

struct driver driver_cached(const struct drivers *drivers)
{
	struct kernel kernel = kernel_read(drivers->machine);
	const char *lookup = lookup_of(drivers);
	struct driver_record record;

	if (machine_is_foreign(drivers->machine) && streq(lookup, "loader"))
		return derived(drivers, kernel);
	if (drivercache_find(drivers->arena, drivers->dirs, lookup, kernel, &record))
		return from_record(&record, kernel);
	return (struct driver){ .result = DRIVER_NOT_QUERIED, .kernel = kernel.version };
}

const char *driver_probe_field(const struct strv *lines, const char *key)
{
	size_t n = strlen(key);

	for (size_t i = 0; i < lines->n; i++)
		if (strncmp(lines->v[i], key, n) == 0 && lines->v[i][n] == '=')
			return lines->v[i] + n + 1;
	return NULL;
}

static int number(const char *text, int otherwise)
{
	char *end;
	long value = text ? strtol(text, &end, 10) : otherwise;

	return !text || *end || value < INT_MIN || value > INT_MAX ? otherwise
								   : (int)value;
}

static void read_output(const struct drivers *drivers, const struct text *output,
	struct driver_record *record)
{
	struct strv lines = strv_split(drivers->arena, output->s, '\n');
	const char *library = driver_probe_field(&lines, "library");

	if (library && *library == '/')
		record->library = library;
	record->api = number(driver_probe_field(&lines, "version"), 0);
	record->code = number(driver_probe_field(&lines, "result"), -1);
	if (!library)
		record->result = DRIVER_NONE;
	else if (record->code == 34) /* CUDA_ERROR_STUB_LIBRARY, cuda.h */
		record->result = DRIVER_STUB;
	else if (record->code != 0 || record->api < 1000 || record->api >= 1000000)
		record->result = DRIVER_FAILED;
	else
		record->result = DRIVER_QUERIED;
}

int driver_probe(const struct drivers *drivers, const char *subcommand, int timeout_ms,
	struct proc_result *result)
{
	struct arena *arena = drivers->arena;
	const char *path = path_join(arena, drivers->dirs->libexec, "cudaenv-probe");
	const char *named = vars_get_nonempty(drivers->vars, "CUDAENV_LIBCUDA");
	const char *library = named ? named : "libcuda.so.1";
	const char *const argv[] = { path, subcommand ? subcommand : library,
		subcommand ? library : NULL, NULL };
	const struct proc proc = {
		.path = path,
		.argv = argv,
		.envp = vars_environ(drivers->vars),
		.output_fd = 3,
		.quiet = true,
		.timeout_ms = timeout_ms,
	};

	if (distrust_of(drivers, lookup_of(drivers)))
		return -EPERM;
	return proc_run(arena, &proc, result);
}

static int probe(const struct drivers *drivers, struct driver_record *record)
{
	struct proc_result result;
	int r = driver_probe(drivers, NULL, PROBE_TIMEOUT_MS, &result);

	if (r < 0)
		return r;
	read_output(drivers, &result.output, record);
	if (result.end == PROC_TIMEOUT)
		record->result = DRIVER_TIMED_OUT;
	else if (result.end == PROC_KILLED) {
		record->result = DRIVER_CRASHED;
		record->code = result.code;
	} else if (result.code == 126 || result.code == 127) {
		return -ENOENT; /* the helper could not be run */
	}
	return 0;
}

struct driver driver_query(const struct drivers *drivers, bool refresh)
{
	struct driver cached = driver_cached(drivers);
	struct kernel kernel = kernel_read(drivers->machine);
	const char *lookup = lookup_of(drivers);
	struct driver_record record = { .lookup = lookup, .kernel = kernel.hash };
	const char *distrust;

	if ((cached.result != DRIVER_NOT_QUERIED && !refresh) ||
		(machine_is_foreign(drivers->machine) && streq(lookup, "loader")))
		return cached;
	distrust = distrust_of(drivers, lookup);
	if (distrust)
		return (struct driver){ .result = DRIVER_NOT_QUERIED,
			.kernel = kernel.version,
			.distrust = distrust };
	/* The library is not known until it is loaded; until then, the file by which the
	 * loader finds it is recorded. */
	record.library =
		streq(lookup, "loader") ? LOADER_CACHE : skip_prefix(lookup, "file:");
	if (probe(drivers, &record) < 0)
		return cached;
	if (stat(record.library, &record.id) == 0)
		drivercache_store(drivers->arena, drivers->dirs, &record);
	return from_record(&record, kernel);
}

const char *driver_text(struct arena *arena, const struct driver *driver)
{
	switch (driver->result) {
	case DRIVER_QUERIED:
		return arena_printf(arena, "CUDA %s", version_text(arena, driver->cuda));
	case DRIVER_DERIVED:
		return arena_printf(arena,
			"CUDA %s (derived from the kernel module's version)",
			version_text(arena, driver->cuda));
	case DRIVER_NONE:
		return driver->given ? arena_cat(arena, "no driver (", driver->given,
					       " cannot be loaded)")
				     : "no driver (libcuda.so.1 not found)";
	case DRIVER_STUB:
		return "only a toolkit's stub of libcuda was found, which is not a driver";
	case DRIVER_FAILED:
		/* 0 is success, but the version was not valid. */
		if (!driver->code)
			return "cuDriverGetVersion returned an invalid version";
		return arena_printf(
			arena, "cuDriverGetVersion failed with error %d", driver->code);
	case DRIVER_CRASHED:
		return arena_printf(arena, "libcuda crashed (signal %d)", driver->code);
	case DRIVER_TIMED_OUT:
		return "libcuda did not respond in time";
	default:
		if (driver->distrust)
			return arena_cat(arena, "not queried: ", driver->distrust);
		return driver->foreign
			       ? "unknown (the driver of another machine is not queried)"
			       : "not queried yet";
	}
}
