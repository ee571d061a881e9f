/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "driver.h"

#include "core/hash.h"
#include "core/proc.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>

#define CACHE_FORMAT "1"
#define CACHE_MAX (64 * 1024)
#define PROBE_TIMEOUT_MS 5000
#define KERNEL_FILE "/proc/driver/nvidia/version"
#define LOADER_CACHE "/etc/ld.so.cache"

/* --- the kernel module ------------------------------------------------------------- */

struct kernel {
	const char *version; /* NULL: no module */
	uint32_t hash; /* of the whole file: a rebuilt module of the same version too */
};

/* The first word of three digits or more, a dot, digits and dots: both shapes of the
 * line, the proprietary module's and the open one's, have it first. */
static const char *driver_number(struct arena *arena, const char *text)
{
	struct strv words = strv_words(arena, text);

	for (size_t i = 0; i < words.n; i++) {
		size_t digits = strspn(words.v[i], "0123456789");
		size_t all = strspn(words.v[i], "0123456789.");

		if (digits >= 3 && words.v[i][digits] == '.' && !words.v[i][all])
			return words.v[i];
	}
	return NULL;
}

static struct kernel kernel_read(const struct drivers *drivers)
{
	struct kernel kernel = { 0 };
	struct text text;

	if (machine_read_head(drivers->machine, KERNEL_FILE, 4096, &text) == 0) {
		kernel.version = driver_number(drivers->arena, text.s);
		kernel.hash = hash_add(HASH_START, text.s, text.len);
	}
	return kernel;
}

/* By their dotted numbers: 580.159 is newer than 580.65. */
static int driver_compare(const char *a, const char *b)
{
	for (;;) {
		char *a_end, *b_end;
		unsigned long x = strtoul(a, &a_end, 10), y = strtoul(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		if (!*a_end || !*b_end)
			return (*a_end != '\0') - (*b_end != '\0');
		a = a_end + 1;
		b = b_end + 1;
	}
}

static char *branch_of(struct arena *arena, const char *kernel)
{
	return arena_ndup(arena, kernel, strcspn(kernel, "."));
}

static struct driver derived(const struct drivers *drivers, struct kernel kernel)
{
	struct driver driver = { .kernel = kernel.version };
	struct table branches;
	long row;

	if (!kernel.version || table_read(drivers->arena, drivers->places->data,
				       "driver_branch.tsv", &branches) < 0)
		return driver;
	row = table_find(&branches, "branch", branch_of(drivers->arena, kernel.version));
	if (row < 0)
		return driver;
	driver.answer = DRIVER_DERIVED;
	driver.cuda = version_from_api((int)strtol(
		table_field(&branches, (size_t)row, "cuDriverGetVersion"), NULL, 10));
	return driver;
}

/* --- the cache ------------------------------------------------------------------------
 * One line for each way in which the loader can come to a libcuda, tab-separated:
 * format, way, library, device, inode, mtime, hash of the kernel's file, answer, code,
 * API number. Where no library was found, the loader's own cache file stands for it. */

struct record {
	const char *way, *library;
	struct stat id;
	uint32_t kernel;
	enum driver_answer answer;
	int code, api;
};

/* The library named by the user, the first one on LD_LIBRARY_PATH, or the loader's own.
 */
static const char *way_in(const struct drivers *drivers)
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

static const char *cache_file(const struct drivers *drivers)
{
	return drivers->places->cache
		       ? path_join(drivers->arena, drivers->places->cache, "driver")
		       : NULL;
}

static bool record_parse(struct arena *arena, const char *line, struct record *record)
{
	struct strv f = strv_split(arena, line, '\t');
	long long n[7];
	char *end;

	if (f.n != 11 || !streq(f.v[0], CACHE_FORMAT))
		return false;
	*record = (struct record){ .way = f.v[1], .library = f.v[2] };
	for (size_t i = 0; i < ARRAY_SIZE(n); i++) {
		n[i] = strtoll(f.v[3 + i], &end, 10);
		if (*end || end == f.v[3 + i])
			return false;
	}
	record->id.st_dev = (dev_t)n[0];
	record->id.st_ino = (ino_t)n[1];
	record->id.st_mtim = (struct timespec){ .tv_sec = n[2], .tv_nsec = (long)n[3] };
	record->kernel = (uint32_t)n[4];
	if (n[5] < DRIVER_ANSWERED || n[5] > DRIVER_HANGS)
		return false;
	record->answer = (enum driver_answer)n[5];
	record->code = (int)n[6];
	record->api = (int)strtol(f.v[10], NULL, 10);
	return record->answer != DRIVER_ANSWERED ||
	       (record->api >= 1000 && record->api < 1000000);
}

static const char *record_line(struct arena *arena, const struct record *r)
{
	return arena_printf(arena, "%s\t%s\t%s\t%lld\t%lld\t%lld\t%ld\t%u\t%d\t%d\t%d\n",
		CACHE_FORMAT, r->way, r->library, (long long)r->id.st_dev,
		(long long)r->id.st_ino, (long long)r->id.st_mtim.tv_sec,
		r->id.st_mtim.tv_nsec, r->kernel, (int)r->answer, r->code, r->api);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The same way in, the same library at its end, the same kernel module. */
static bool fresh(const struct record *record, const char *way, struct kernel kernel)
{
	const char *file = after(way, "file:");
	struct stat now, end;

	return streq(record->way, way) && record->kernel == kernel.hash &&
	       stat(record->library, &now) == 0 && same_file(&record->id, &now) &&
	       (!file || (stat(file, &end) == 0 && same_file(&end, &now)));
}

static struct strv cache_lines(const struct drivers *drivers)
{
	const char *file = cache_file(drivers);
	struct text text;

	if (!file || file_read(drivers->arena, AT_FDCWD, file, CACHE_MAX, &text) < 0)
		return strv_new(drivers->arena);
	return strv_split(drivers->arena, text.s, '\n');
}

static struct driver from_record(const struct record *record, struct kernel kernel)
{
	return (struct driver){
		.answer = record->answer,
		.code = record->code,
		.cuda = version_from_api(record->api),
		.kernel = kernel.version,
		.library = record->answer == DRIVER_NONE ? NULL : record->library,
	};
}

/* The new line first, then those of other ways, a few of them. */
static void cache_keep(const struct drivers *drivers, const struct record *record)
{
	struct strv old = cache_lines(drivers);
	struct str text = str_new(drivers->arena);
	const char *file = cache_file(drivers);
	struct record other;
	int kept = 0;

	if (!file || strpbrk(record->way, "\t\n") || strpbrk(record->library, "\t\n"))
		return;
	str_add(&text, record_line(drivers->arena, record));
	for (size_t i = 0; i < old.n && kept < 15; i++) {
		if (!record_parse(drivers->arena, old.v[i], &other) ||
			streq(other.way, record->way))
			continue;
		str_addf(&text, "%s\n", old.v[i]);
		kept++;
	}
	if (dir_make(drivers->places->cache) < 0 ||
		file_replace(file, text.s, text.len) < 0)
		return;
}

struct driver driver_cached(const struct drivers *drivers)
{
	struct kernel kernel = kernel_read(drivers);
	struct driver none = { .answer = DRIVER_NOT_ASKED, .kernel = kernel.version };
	const char *way = way_in(drivers);
	struct strv lines;
	struct record record;

	if (machine_is_foreign(drivers->machine) && streq(way, "loader"))
		return derived(drivers, kernel);
	lines = cache_lines(drivers);
	for (size_t i = 0; i < lines.n; i++)
		if (record_parse(drivers->arena, lines.v[i], &record) &&
			fresh(&record, way, kernel))
			return from_record(&record, kernel);
	return none;
}

/* --- asking ---------------------------------------------------------------------------
 */

/* The value of "key=" in the helper's answer, up to the end of its line; NULL. */
static const char *field(struct arena *arena, const char *text, const char *key)
{
	struct strv lines = strv_split(arena, text, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *value = after(lines.v[i], key);

		if (value)
			return value;
	}
	return NULL;
}

static int number(const char *text, int otherwise)
{
	char *end;
	long value = text ? strtol(text, &end, 10) : otherwise;

	return !text || *end || value < INT_MIN || value > INT_MAX ? otherwise
								   : (int)value;
}

static void read_answer(
	const struct drivers *drivers, const struct text *answer, struct record *record)
{
	const char *library = field(drivers->arena, answer->s, "library=");
	const char *result = field(drivers->arena, answer->s, "result=");

	if (library && *library == '/')
		record->library = library;
	record->api = number(field(drivers->arena, answer->s, "version="), 0);
	record->code = number(result, -1);
	if (!library)
		record->answer = DRIVER_NONE;
	else if (record->code == 34) /* CUDA_ERROR_STUB_LIBRARY, cuda.h */
		record->answer = DRIVER_STUB;
	else if (record->code != 0 || record->api < 1000 || record->api >= 1000000)
		record->answer = DRIVER_FAILED;
	else
		record->answer = DRIVER_ANSWERED;
}

static int probe(const struct drivers *drivers, struct record *record)
{
	struct arena *arena = drivers->arena;
	const char *path = path_join(arena, drivers->places->libexec, "cudaenv-probe");
	const char *named = vars_get_nonempty(drivers->vars, "CUDAENV_LIBCUDA");
	const char *const argv[] = { path, named ? named : "libcuda.so.1", NULL };
	const struct proc proc = {
		.path = path,
		.argv = argv,
		.envp = vars_environ(drivers->vars),
		.answer_fd = 3,
		.quiet = true,
		.timeout_ms = PROBE_TIMEOUT_MS,
	};
	struct proc_result result;
	int r = proc_run(arena, &proc, &result);

	if (r < 0)
		return r;
	read_answer(drivers, &result.answer, record);
	if (result.end == PROC_TIMEOUT)
		record->answer = DRIVER_HANGS;
	else if (result.end == PROC_KILLED) {
		record->answer = DRIVER_CRASHED;
		record->code = result.code;
	} else if (result.code == 126 || result.code == 127) {
		return -ENOENT; /* the helper itself could not be run */
	}
	return 0;
}

struct driver driver_ask(const struct drivers *drivers, bool anew)
{
	struct driver cached = driver_cached(drivers);
	struct kernel kernel = kernel_read(drivers);
	const char *way = way_in(drivers);
	struct record record = { .way = way, .kernel = kernel.hash };

	if ((cached.answer != DRIVER_NOT_ASKED && !anew) ||
		(machine_is_foreign(drivers->machine) && streq(way, "loader")))
		return cached;
	/* Until the library says its own path, what leads to it stands for it. */
	record.library = streq(way, "loader") ? LOADER_CACHE : after(way, "file:");
	if (probe(drivers, &record) < 0)
		return cached;
	if (stat(record.library, &record.id) == 0)
		cache_keep(drivers, &record);
	return from_record(&record, kernel);
}

/* --- how a toolkit fits
 * ----------------------------------------------------------------- */

/* Minor version compatibility: the driver is at or over the floor of the toolkit's major.
 */
static bool minor_fits(const struct drivers *drivers, const struct driver *driver,
	struct version toolkit)
{
	struct table floors;
	long row;

	if (toolkit.major < 11 || driver->cuda.major != toolkit.major)
		return false;
	if (!driver->kernel)
		return true; /* WSL2: the major alone is known */
	if (table_read(drivers->arena, drivers->places->data, "minor_compat.tsv",
		    &floors) < 0)
		return false;
	row = table_find(&floors, "toolkit_major",
		arena_printf(drivers->arena, "%d", toolkit.major));
	return row < 0 ||
	       driver_compare(driver->kernel,
		       table_field(&floors, (size_t)row, "min_linux_driver")) >= 0;
}

const char *driver_compat_dir(const struct toolkit *toolkit)
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

	if (!driver->kernel || !driver_compat_dir(toolkit) ||
		table_read(arena, drivers->places->data, "forward_compat.tsv", &table) <
			0)
		return false;
	row = table_find(&table, "compat",
		arena_printf(arena, "%d.%d", version.major, version.minor));
	return row >= 0 && streq("C", table_field(&table, (size_t)row,
					      arena_printf(arena, "drv%s",
						      branch_of(arena, driver->kernel))));
}

enum level driver_level(const struct drivers *drivers, const struct driver *driver,
	struct toolkit *toolkit)
{
	struct version version, release;

	if (driver->answer != DRIVER_ANSWERED && driver->answer != DRIVER_DERIVED)
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

const char *level_name(enum level level)
{
	static const char *const names[] = { "unknown", "ok", "minor", "forward",
		"unsupported" };

	return names[level];
}

const char *driver_text(struct arena *arena, const struct driver *driver)
{
	switch (driver->answer) {
	case DRIVER_ANSWERED:
		return arena_printf(arena, "CUDA %s", version_text(arena, driver->cuda));
	case DRIVER_DERIVED:
		return arena_printf(arena,
			"CUDA %s (derived from the kernel module's version)",
			version_text(arena, driver->cuda));
	case DRIVER_NONE:
		return "no driver here (libcuda.so.1 not found)";
	case DRIVER_STUB:
		return "only the toolkit's stub libcuda was found, which is no driver";
	case DRIVER_FAILED:
		return arena_printf(
			arena, "cuDriverGetVersion failed with error %d", driver->code);
	case DRIVER_CRASHED:
		return arena_printf(arena, "libcuda crashed (signal %d)", driver->code);
	case DRIVER_HANGS:
		return "libcuda gave no answer in time";
	default:
		return "not asked yet";
	}
}
