/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "toolkit.h"

#include "toolkit_version.h"

#include <errno.h>

bool toolkit_is_at(const struct machine *machine, const char *path, bool *has_nvcc)
{
	*has_nvcc = machine_is_file(machine, path_join(machine->arena, path, "bin/nvcc"));
	return *has_nvcc || toolkit_version_runtime(machine, path, NULL);
}

struct version toolkit_version(struct toolkit *toolkit)
{
	if (!toolkit->version_read) {
		toolkit->version = toolkit_version_read(toolkit->machine, toolkit->path);
		toolkit->version_read = true;
	}
	return toolkit->version;
}

bool toolkit_has_record(const struct toolkit *toolkit)
{
	return machine_is_dir(toolkit->machine,
		path_join(toolkit->machine->arena, toolkit->path, ".cudaenv"));
}

const char *toolkit_file(const struct toolkit *toolkit, const char *below)
{
	const struct machine *machine = toolkit->machine;
	const char *path =
		*below ? path_join(machine->arena, toolkit->path, below) : toolkit->path;
	const char *host = machine_host(machine, path);

	return host ? host : path;
}

const char *toolkit_target(void)
{
#if defined(__aarch64__)
	return "sbsa-linux";
#elif defined(__powerpc64__)
	return "ppc64le-linux";
#else
	return "x86_64-linux";
#endif
}

/* Returns the library directory below targets/, this processor's before any other. */
static const char *target_lib(const struct toolkit *toolkit)
{
	const struct machine *machine = toolkit->machine;
	const char *own =
		arena_printf(machine->arena, "targets/%s/lib", toolkit_target());
	struct strv found;

	if (machine_is_dir(machine, path_join(machine->arena, toolkit->path, own)))
		return own;
	found = machine_list(
		machine, path_join(machine->arena, toolkit->path, "targets"));
	for (size_t i = 0; i < found.n; i++) {
		const char *other =
			arena_printf(machine->arena, "targets/%s/lib", found.v[i]);

		if (machine_is_dir(
			    machine, path_join(machine->arena, toolkit->path, other)))
			return other;
	}
	return NULL;
}

struct strv toolkit_lib_dirs(const struct toolkit *toolkit)
{
	static const char *const usual[] = { "lib64", "lib" };
	static const char cupti[] = "extras/CUPTI/lib64";
	const struct machine *machine = toolkit->machine;
	struct strv dirs = strv_new(machine->arena);
	const char *lib = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(usual) && !lib; i++)
		if (machine_is_dir(
			    machine, path_join(machine->arena, toolkit->path, usual[i])))
			lib = usual[i];
	if (!lib)
		lib = target_lib(toolkit);
	if (lib)
		strv_add(&dirs, toolkit_file(toolkit, lib));
	if (machine_is_dir(machine, path_join(machine->arena, toolkit->path, cupti)))
		strv_add(&dirs, toolkit_file(toolkit, cupti));
	return dirs;
}
