/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "hostcompiler.h"

#include <stdlib.h>

int hostcompiler_limit(const struct toolkit *toolkit)
{
	static const char test[] = "#if __GNUC__ > ";
	const struct machine *machine = toolkit->machine;
	struct text text;
	const char *at;
	long limit;

	if (machine_read_head(machine,
		    path_join(machine->arena, toolkit->path, "include/crt/host_config.h"),
		    64 * 1024, &text) < 0)
		return 0;
	at = strstr(text.s, test);
	limit = at ? strtol(at + sizeof(test) - 1, NULL, 10) : 0;
	return limit > 0 && limit < 1000 ? (int)limit : 0;
}

int hostcompiler_number(const char *name)
{
	const char *dash = strrchr(name, '-');
	const char *at = dash && dash - name >= 3 ? dash - 3 : name;
	struct version version;

	/* The name clang++-17 has the same ending. */
	return (skip_prefix(at, "g++-") || skip_prefix(at, "gcc-")) &&
			       (at == name || at[-1] == '-') &&
			       version_parse(at + 4, strlen(at + 4), &version)
		       ? version.major
		       : 0;
}

/* Returns the newest major version in /usr/lib/gcc/<triplet>/<major>, for a g++ without a
 * number in its name. */
static int newest_installed(const struct machine *machine)
{
	struct strv found = machine_glob(machine, "", "/usr/lib/gcc/*/[0-9]*");
	int best = 0;

	for (size_t i = 0; i < found.n; i++) {
		int major = (int)strtol(path_base(found.v[i]), NULL, 10);

		best = major > best && major < 1000 ? major : best;
	}
	return best;
}

int hostcompiler_default(const struct machine *machine, const struct vars *vars)
{
	struct arena *arena = machine->arena;
	const char *path = vars_get(vars, "PATH");
	struct strv dirs = strv_split(arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(arena, dirs.v[i], "g++"), *real;

		if (*file != '/' || !machine_is_file(machine, file))
			continue;
		real = machine_real(machine, file);
		return real && hostcompiler_number(path_base(real))
			       ? hostcompiler_number(path_base(real))
			       : newest_installed(machine);
	}
	return 0;
}

const char *hostcompiler_fitting(
	struct arena *arena, const struct toolkit *toolkit, const struct vars *vars)
{
	const struct machine running = machine_running(arena);
	const char *path = vars_get(vars, "PATH");
	struct strv dirs = strv_split(arena, path ? path : "", ':');
	int limit = hostcompiler_limit(toolkit);

	if (!limit || hostcompiler_default(&running, vars) <= limit)
		return NULL;
	for (int major = limit; major >= 5; major--)
		for (size_t i = 0; i < dirs.n; i++) {
			const char *file =
				arena_printf(arena, "%s/g++-%d", dirs.v[i], major);

			if (*file == '/' && access(file, X_OK) == 0)
				return file;
		}
	return NULL;
}
