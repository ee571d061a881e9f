/* SPDX-License-Identifier: MIT
 * cudaenv-probe [SUBCOMMAND] LIBRARY: loads a library of the driver and queries it.
 *
 * It is a separate program because the library is not ours: it may hang, crash, print or
 * start threads. The output goes to descriptor 3, one "key=value" per line, beginning with
 * the library's path without links:
 *
 *	library=/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06
 *	result=0
 *	version=13000
 *
 * Without a "library" line, the library could not be loaded, and "error" contains why.
 */
#include "config.h"

#include "probe.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct subcommand {
	const char *name;
	void (*run)(const struct driver_library *library);
};

static const struct subcommand subcommands[] = {
	{ "version", probe_version },
	{ "init", probe_init },
	{ "nvml", probe_nvml },
	{ "bandwidth", probe_bandwidth },
};

void probe_print(
	const struct driver_library *library, const char *key, const char *format, ...)
{
	va_list args;

	fprintf(library->output, "%s=", key);
	va_start(args, format);
	vfprintf(library->output, format, args);
	va_end(args);
	fputc('\n', library->output);
	fflush(library->output);
}

/* Loads the library as programs find it: by the loader or, on NixOS, by their RUNPATH. */
static void *load(const char *name, const char **error)
{
	char path[PATH_MAX];
	void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (handle || strchr(name, '/'))
		return handle;
	*error = dlerror();
	snprintf(path, sizeof(path), "/run/opengl-driver/lib/%s", name);
	return access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
}

int probe_load(struct driver_library *library, const char *name)
{
	char real[PATH_MAX];
	struct link_map *map;
	const char *path = name, *error = NULL;

	library->handle = load(name, &error);
	if (!library->handle) {
		probe_print(library, "error", "%s", error ? error : dlerror());
		return 0;
	}
	if (dlinfo(library->handle, RTLD_DI_LINKMAP, &map) == 0 && *map->l_name)
		path = map->l_name;
	if (strcmp(path, name) != 0)
		probe_print(library, "loaded", "%s", path);
	probe_print(library, "library", "%s", realpath(path, real) ? real : path);
	return 1;
}

void *probe_function(const struct driver_library *library, const char *name)
{
	return dlsym(library->handle, name);
}

/* cuda.h: CUresult cuDriverGetVersion(int *driverVersion); does not need cuInit. */
void probe_version(const struct driver_library *cuda)
{
	int (*get_version)(int *);
	int version = 0;

	*(void **)&get_version = probe_function(cuda, "cuDriverGetVersion");
	probe_print(cuda, "result", "%d", get_version ? get_version(&version) : -1);
	probe_print(cuda, "version", "%d", version);
}

int main(int argc, char **argv)
{
	struct driver_library library = { .output = fdopen(3, "w") };
	const struct subcommand *subcommand = argc == 2 ? &subcommands[0] : NULL;

	for (size_t i = 0; argc == 3 && i < sizeof(subcommands) / sizeof(*subcommands);
		i++)
		if (strcmp(subcommands[i].name, argv[1]) == 0)
			subcommand = &subcommands[i];
	if (!subcommand || !library.output) {
		fprintf(stderr,
			"Usage: cudaenv-probe [version | init | nvml | bandwidth] "
			"LIBRARY 3>OUTPUT\n");
		return 2;
	}
	if (probe_load(&library, argv[argc - 1]))
		subcommand->run(&library);
	/* exit() would run the library's destructors, which may hang. */
	fflush(library.output);
	_Exit(0);
}
