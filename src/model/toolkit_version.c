/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "toolkit_version.h"

#include "core/str.h"

#include <ctype.h>
#include <ini.h>
#include <stdlib.h>

#define SMALL_FILE \
	(64 * 1024) /* enough for version.json, and for the line with CUDART_VERSION */

/* A third number of 1000 or more is a date ("11.8.20220929"), not an update. The limits
 * keep a damaged file from becoming the newest toolkit. */
static bool accept(struct version *version)
{
	if (version->major < 1 || version->major >= 1000 || version->minor < 0 ||
		version->minor >= 100)
		return false;
	if (version->patch >= 1000)
		version->patch = -1;
	return true;
}

static int record_line(
	void *user, const char *section, const char *name, const char *value)
{
	if (streq(section, "toolkit") && streq(name, "version"))
		version_parse(value, strlen(value), user);
	return 1;
}

static bool from_record(
	const struct machine *machine, const char *path, struct version *version)
{
	struct text text;

	if (machine_read_head(machine, path_join(machine->arena, path, TOOLKIT_RECORD),
		    SMALL_FILE, &text) < 0)
		return false;
	*version = VERSION_UNKNOWN;
	ini_parse_string(text.s, record_line, version);
	return accept(version);
}

/* Returns the start of the value of `key` after `from`, which must begin with the
 * character `open`, or NULL. This is not a JSON parser. */
static const char *json_value(const char *from, const char *key, const char *open)
{
	size_t n = strlen(key);

	for (const char *p = from; (p = strchr(p, '"')); p++) {
		if (strncmp(p + 1, key, n) != 0 || p[1 + n] != '"')
			continue;
		p += n + 2;
		p += strspn(p, " \t\r\n");
		if (*p != ':')
			return NULL;
		p++;
		p += strspn(p, " \t\r\n");
		return *p == *open ? p + 1 : NULL;
	}
	return NULL;
}

static bool from_json(
	const struct machine *machine, const char *path, struct version *version)
{
	const char *cuda, *value;
	struct text text;

	if (machine_read_head(machine, path_join(machine->arena, path, "version.json"),
		    SMALL_FILE, &text) < 0)
		return false;
	cuda = json_value(text.s, "cuda", "{");
	value = cuda ? json_value(cuda, "version", "\"") : NULL;
	return value && strchr(cuda, '}') > value &&
	       version_parse(value, strcspn(value, "\""), version) && accept(version);
}

static bool from_txt(
	const struct machine *machine, const char *path, struct version *version)
{
	const char *value;
	struct text text;

	if (machine_read_head(machine, path_join(machine->arena, path, "version.txt"),
		    SMALL_FILE, &text) < 0)
		return false;
	value = skip_prefix(text.s, "CUDA Version ");
	if (!value || !version_parse(value, strcspn(value, " \r\n"), version))
		return false;
	version->patch = -1; /* a build number, "11.0.207" */
	return accept(version);
}

static bool from_header(
	const struct machine *machine, const char *path, struct version *version)
{
	static const char macro[] = "#define CUDART_VERSION";
	const char *value;
	long number;
	struct text text;

	if (machine_read_head(machine,
		    path_join(machine->arena, path, "include/cuda_runtime_api.h"),
		    SMALL_FILE, &text) < 0)
		return false;
	value = strstr(text.s, macro);
	if (!value || !isblank((unsigned char)value[sizeof(macro) - 1]))
		return false;
	number = strtol(value + sizeof(macro) - 1, NULL, 10);
	if (number < 1000 || number >= 1000000)
		return false;
	*version = version_from_api((int)number);
	return accept(version);
}

/* Finds a file like libcudart.so.12.4.99 in a directory. A name with fewer numbers has no
 * version: libcudart.so.11.0 is the soname of every 11.x. */
static bool runtime_in(
	const struct machine *machine, const char *dir, struct version *version)
{
	struct strv files = machine_glob(machine, dir, "libcudart.so.*");
	struct version seen;

	for (size_t i = 0; i < files.n && version; i++) {
		const char *number = skip_prefix(path_base(files.v[i]), "libcudart.so.");

		if (version_parse(number, strlen(number), &seen) && seen.patch >= 0)
			*version = (struct version){ seen.major, seen.minor, -1 };
	}
	return files.n > 0;
}

bool toolkit_version_runtime(
	const struct machine *machine, const char *path, struct version *version)
{
	static const char *const dirs[] = { "lib64", "lib" };
	struct strv targets;

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		if (runtime_in(
			    machine, path_join(machine->arena, path, dirs[i]), version))
			return true;
	targets = machine_list(machine, path_join(machine->arena, path, "targets"));
	for (size_t i = 0; i < targets.n; i++)
		if (runtime_in(machine,
			    arena_printf(machine->arena, "%s/targets/%s/lib", path,
				    targets.v[i]),
			    version))
			return true;
	return false;
}

static bool from_library(
	const struct machine *machine, const char *path, struct version *version)
{
	*version = VERSION_UNKNOWN;
	return toolkit_version_runtime(machine, path, version) && accept(version);
}

static bool from_name(
	const struct machine *machine, const char *path, struct version *version)
{
	const char *name = path_base(path);
	const char *number = skip_prefix(name, "cuda-");

	(void)machine;
	if (!version_parse(
		    number ? number : name, strlen(number ? number : name), version))
		return false;
	version->patch = -1;
	return accept(version);
}

struct version toolkit_version_read(const struct machine *machine, const char *path)
{
	static bool (*const sources[])(
		const struct machine *, const char *, struct version *) = {
		from_record,
		from_json,
		from_txt,
		from_header,
		from_library,
		from_name,
	};
	struct version version;

	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i](machine, path, &version))
			return version;
	return VERSION_UNKNOWN;
}
