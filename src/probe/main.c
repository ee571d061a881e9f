/* SPDX-License-Identifier: MIT
 * cudaenv-probe [VERB] LIBRARY: loads a driver library and asks it.
 *
 * A program of its own because the library is not ours: it may hang, crash, print or
 *start threads. The answer goes to descriptor 3, one "key=value" a line, the library's
 *real path first:
 *
 *	library=/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06
 *	result=0
 *	version=13000
 *
 * No "library" line: it could not be loaded, and "error" says why.
 */
#include "config.h"

#include "probe.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct verb {
	const char *name;
	void (*ask)(const struct library *library);
};

static const struct verb verbs[] = {
	{ "version", ask_version },
	{ "init", ask_init },
	{ "nvml", ask_nvml },
	{ "bandwidth", ask_bandwidth },
};

void tell(const struct library *library, const char *key, const char *format, ...)
{
	va_list args;

	fprintf(library->answer, "%s=", key);
	va_start(args, format);
	vfprintf(library->answer, format, args);
	va_end(args);
	fputc('\n', library->answer);
	fflush(library->answer);
}

int library_load(struct library *library, const char *name)
{
	char real[PATH_MAX];
	struct link_map *map;
	const char *path = name;

	library->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!library->handle) {
		tell(library, "error", "%s", dlerror());
		return 0;
	}
	if (dlinfo(library->handle, RTLD_DI_LINKMAP, &map) == 0 && *map->l_name)
		path = map->l_name;
	if (strcmp(path, name) != 0)
		tell(library, "loaded", "%s", path);
	tell(library, "library", "%s", realpath(path, real) ? real : path);
	return 1;
}

void *library_function(const struct library *library, const char *name)
{
	return dlsym(library->handle, name);
}

/* cuda.h: CUresult cuDriverGetVersion(int *driverVersion); works without cuInit. */
void ask_version(const struct library *cuda)
{
	int (*get_version)(int *);
	int version = 0;

	*(void **)&get_version = library_function(cuda, "cuDriverGetVersion");
	tell(cuda, "result", "%d", get_version ? get_version(&version) : -1);
	tell(cuda, "version", "%d", version);
}

int main(int argc, char **argv)
{
	struct library library = { .answer = fdopen(3, "w") };
	const struct verb *verb = argc == 2 ? &verbs[0] : NULL;

	for (size_t i = 0; argc == 3 && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].name, argv[1]) == 0)
			verb = &verbs[i];
	if (!verb || !library.answer) {
		fprintf(stderr,
			"Usage: cudaenv-probe [version | init | nvml | bandwidth] "
			"LIBRARY 3>ANSWER\n");
		return 2;
	}
	if (library_load(&library, argv[argc - 1]))
		verb->ask(&library);
	/* Not through exit(): the library's own destructors are none of our business. */
	fflush(library.answer);
	_Exit(0);
}
