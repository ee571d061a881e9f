/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "desired_env.h"

#include "export_vars.h"
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

/* Adds the variable `name` with what `add` finds in the selected toolkits, each directory
 * once: before its value, or after it where the selection has `system` before them. Called
 * only if a variable requires it, because every lookup costs time at the prompt. */
static void want_path(struct desired_env *desired, const char *name,
	enum position position, const struct selection *selection, adder *add)
{
	struct strv all = strv_new(desired->arena), after;
	size_t system = position == POSITION_BEFORE ? selection_system(selection) : 0;
	size_t n_before = 0;

	for (size_t i = 0; i < selection->specs.n; i++) {
		if (selection->resolved[i].result == RESOLVED_TOOLKIT)
			add(&all, selection->resolved[i].toolkit);
		if (i < system)
			n_before = all.n;
	}
	after = (struct strv){ all.v + n_before, all.n - n_before, .arena = all.arena };
	all.n = n_before;
	desired_env_add(desired, name, POSITION_BEFORE, strv_join(&all, ":"));
	desired_env_add(desired, name, POSITION_AFTER, strv_join(&after, ":"));
}

/* Returns true if the active venv or conda environment bundles CUDA libraries, which
 * LD_LIBRARY_PATH would override. */
static bool bundles_libraries(struct arena *arena, const struct vars *vars)
{
	static const char *const roots[] = { "VIRTUAL_ENV", "CONDA_PREFIX" };
	const struct machine running = machine_running(arena);

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
	want_path(desired, "LD_LIBRARY_PATH",
		settings->ld_library_path == LD_APPEND ? POSITION_AFTER : POSITION_BEFORE,
		selection, add_libs);
}

static void want_extra(struct desired_env *desired, const char *name,
	const struct selection *selection, const struct vars *vars)
{
	if (streq(name, "LIBRARY_PATH"))
		want_path(desired, name, POSITION_BEFORE, selection, add_libs);
	else if (streq(name, "CPATH"))
		want_path(desired, name, POSITION_BEFORE, selection, add_include);
	/* An unset MANPATH means "as in PATH", which has our directory already; setting it
	 * would hide all other manuals. */
	else if (streq(name, "MANPATH") && vars_get(vars, "MANPATH"))
		want_path(desired, name, POSITION_BEFORE, selection, add_man);
	else if (streq(name, "PKG_CONFIG_PATH"))
		want_path(desired, name, POSITION_BEFORE, selection, add_pkg_config);
}

static bool has_nvcc(struct arena *arena, const char *path)
{
	struct strv dirs = strv_split(arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		const char *nvcc = path_join(arena, dirs.v[i], "nvcc");

		if (*nvcc == '/' && access(nvcc, X_OK) == 0)
			return true;
	}
	return false;
}

/* Returns the value of a variable that names the first toolkit, or NULL. */
static const char *scalar_of(const char *name, const struct toolkit *first)
{
	if (streq(name, "CUDACXX"))
		return first->has_nvcc ? toolkit_file(first, "bin/nvcc") : NULL;
	return export_vars_is_path(name) ? NULL : toolkit_file(first, "");
}

/* The variables that name one toolkit name that of the nvcc that runs. Where `system` is
 * first, that may be its own, and what the user set is kept. */
static void want_scalars(struct desired_env *desired, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	const struct toolkit *first = selection_first(selection);
	struct strv names = strv_new(desired->arena);
	bool keep = selection_system(selection) == 0;
	const char *compiler;

	if (keep && has_nvcc(desired->arena, vars_get(vars, "PATH")))
		return;
	strv_add(&names, "CUDA_HOME");
	strv_add(&names, "CUDA_PATH");
	strv_add(&names, "CUDAToolkit_ROOT");
	for (size_t i = 0; i < settings->extra.n; i++)
		strv_add(&names, settings->extra.v[i]);
	for (size_t i = 0; i < names.n; i++)
		if (!keep || !vars_get(vars, names.v[i]))
			desired_env_add(desired, names.v[i], POSITION_SCALAR,
				scalar_of(names.v[i], first));
	compiler = settings->host_compiler
			   ? hostcompiler_fitting(desired->arena, first, vars)
			   : NULL;
	/* The user's choice of a compiler is kept. */
	if (!vars_get(vars, "NVCC_CCBIN"))
		desired_env_add(desired, "NVCC_CCBIN", POSITION_SCALAR, compiler);
	if (!vars_get(vars, "CUDAHOSTCXX"))
		desired_env_add(desired, "CUDAHOSTCXX", POSITION_SCALAR, compiler);
}

struct desired_env desired_env_of(struct arena *arena, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	struct desired_env desired = desired_env_new(arena);

	if (!selection_first(selection))
		return desired;
	want_path(&desired, "PATH", POSITION_BEFORE, selection, add_bin);
	want_libraries(&desired, selection, settings, vars);
	want_scalars(&desired, selection, settings, vars);
	for (size_t i = 0; i < settings->extra.n; i++)
		want_extra(&desired, settings->extra.v[i], selection, vars);
	desired_env_add(&desired, "CUDAENV_ACTIVE", POSITION_SCALAR,
		selection_names(selection, arena));
	return desired;
}
