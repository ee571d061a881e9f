/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "desired_env.h"

#include "hostcompiler.h"

static void add_once(struct strv *list, const char *s)
{
	if (s && !strv_has(list, s))
		strv_add(list, s);
}

/* Returns the directory `below` the toolkit, or NULL if it does not exist. */
static const char *sub_dir(const struct toolkit *toolkit, const char *below)
{
	if (!machine_is_dir(toolkit->machine,
		    path_join(toolkit->machine->arena, toolkit->path, below)))
		return NULL;
	return toolkit_file(toolkit, below);
}

/* Returns the directory with .pc files: the one of cudaenv and of runfiles, or the one of
 * NVIDIA's packages. */
static const char *pkg_config_dir(const struct toolkit *toolkit)
{
	static const char *const dirs[] = { "pkgconfig", "pkg-config", "lib64/pkgconfig",
		"lib/pkgconfig" };
	const char *dir = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(dirs) && !dir; i++)
		dir = sub_dir(toolkit, dirs[i]);
	return dir;
}

typedef void adder(struct strv *list, const struct toolkit *toolkit);

static void add_bin(struct strv *list, const struct toolkit *toolkit)
{
	add_once(list, toolkit_file(toolkit, "bin"));
}

static void add_libs(struct strv *list, const struct toolkit *toolkit)
{
	struct strv libs = toolkit_lib_dirs(toolkit);

	for (size_t i = 0; i < libs.n; i++)
		add_once(list, libs.v[i]);
}

static void add_include(struct strv *list, const struct toolkit *toolkit)
{
	add_once(list, sub_dir(toolkit, "include"));
}

static void add_man(struct strv *list, const struct toolkit *toolkit)
{
	add_once(list, sub_dir(toolkit, "share/man"));
}

static void add_pkg_config(struct strv *list, const struct toolkit *toolkit)
{
	add_once(list, pkg_config_dir(toolkit));
}

/* Returns what `add` finds in the selected toolkits, each directory once. Called only if
 * a variable requires it, because every lookup costs time at the prompt. */
static const char *gather(
	struct arena *arena, const struct selection *selection, adder *add)
{
	struct strv list = strv_new(arena);

	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT)
			add(&list, selection->resolved[i].toolkit);
	return strv_join(&list, ":");
}

/* Returns true if the active venv or conda environment bundles CUDA libraries, which
 * LD_LIBRARY_PATH would override. */
static bool bundles_libraries(struct arena *arena, const struct vars *vars)
{
	static const char *const roots[] = { "VIRTUAL_ENV", "CONDA_PREFIX" };
	const struct machine running = { .root = "", .arena = arena };

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		const char *root = vars_get_nonempty(vars, roots[i]);

		if (root && *root == '/' &&
			machine_glob(
				&running, root, "lib/python*/site-packages/nvidia/*/lib")
				.n)
			return true;
	}
	return false;
}

static void want_libraries(struct desired_env *desired, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	if (settings->ld_library_path == LD_OFF ||
		(settings->ld_library_path == LD_AUTO &&
			bundles_libraries(desired->arena, vars)))
		return;
	desired_env_add(desired, "LD_LIBRARY_PATH",
		settings->ld_library_path == LD_APPEND ? POSITION_AFTER : POSITION_BEFORE,
		gather(desired->arena, selection, add_libs));
}

static void want_extra(struct desired_env *desired, const char *name,
	const struct selection *selection, const struct vars *vars)
{
	struct arena *arena = desired->arena;
	const struct toolkit *first = selection_first(selection);

	if (streq(name, "CUDA_ROOT"))
		desired_env_add(desired, name, POSITION_SCALAR, toolkit_file(first, ""));
	else if (streq(name, "CUDACXX") && first->has_nvcc)
		desired_env_add(desired, name, POSITION_SCALAR,
			path_join(arena, toolkit_file(first, "bin"), "nvcc"));
	else if (streq(name, "LIBRARY_PATH"))
		desired_env_add(desired, name, POSITION_BEFORE,
			gather(arena, selection, add_libs));
	else if (streq(name, "CPATH"))
		desired_env_add(desired, name, POSITION_BEFORE,
			gather(arena, selection, add_include));
	/* An unset MANPATH means "as in PATH", which has our directory already; setting it
	 * would hide all other manuals. */
	else if (streq(name, "MANPATH") && vars_get(vars, "MANPATH"))
		desired_env_add(desired, name, POSITION_BEFORE,
			gather(arena, selection, add_man));
	else if (streq(name, "PKG_CONFIG_PATH"))
		desired_env_add(desired, name, POSITION_BEFORE,
			gather(arena, selection, add_pkg_config));
}

struct desired_env desired_env_of(struct arena *arena, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	struct desired_env desired = desired_env_new(arena);
	struct toolkit *first = selection_first(selection);
	const char *compiler;

	if (!first)
		return desired;
	desired_env_add(
		&desired, "PATH", POSITION_BEFORE, gather(arena, selection, add_bin));
	want_libraries(&desired, selection, settings, vars);
	desired_env_add(&desired, "CUDA_HOME", POSITION_SCALAR, toolkit_file(first, ""));
	desired_env_add(&desired, "CUDA_PATH", POSITION_SCALAR, toolkit_file(first, ""));
	desired_env_add(
		&desired, "CUDAToolkit_ROOT", POSITION_SCALAR, toolkit_file(first, ""));
	for (size_t i = 0; i < settings->extra.n; i++)
		want_extra(&desired, settings->extra.v[i], selection, vars);
	compiler =
		settings->host_compiler ? hostcompiler_fitting(arena, first, vars) : NULL;
	/* The user's choice of a compiler is kept. */
	if (!vars_get(vars, "NVCC_CCBIN"))
		desired_env_add(&desired, "NVCC_CCBIN", POSITION_SCALAR, compiler);
	if (!vars_get(vars, "CUDAHOSTCXX"))
		desired_env_add(&desired, "CUDAHOSTCXX", POSITION_SCALAR, compiler);
	desired_env_add(&desired, "CUDAENV_ACTIVE", POSITION_SCALAR,
		selection_names(selection, arena));
	return desired;
}
