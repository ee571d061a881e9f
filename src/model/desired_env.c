/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "desired_env.h"

#include "hostcompiler.h"

static void add_once(struct strv *list, const char *s)
{
	if (s && !strv_has(list, s))
		strv_add(list, s);
}

/* The directory `below` of a toolkit, or NULL where it has none. */
static const char *sub_dir(const struct toolkit *toolkit, const char *below)
{
	if (!machine_is_dir(toolkit->machine,
		    path_join(toolkit->machine->arena, toolkit->path, below)))
		return NULL;
	return toolkit_file(toolkit, below);
}

/* Where a toolkit keeps its .pc files: ours and the runfile's, then NVIDIA's packages'.
 */
static const char *pkg_config_dir(const struct toolkit *toolkit)
{
	static const char *const places[] = { "pkgconfig", "pkg-config",
		"lib64/pkgconfig", "lib/pkgconfig" };
	const char *dir = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(places) && !dir; i++)
		dir = sub_dir(toolkit, places[i]);
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

/* What `add` finds in the selected toolkits, each directory once. Looked for only where a
 * variable wants it, since every look costs the prompt. */
static const char *gather(
	struct arena *arena, const struct selection *selection, adder *add)
{
	struct strv list = strv_new(arena);

	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT)
			add(&list, selection->resolved[i].toolkit);
	return strv_join(&list, ":");
}

/* Does the active venv or conda environment bring CUDA libraries of its own, which
 * LD_LIBRARY_PATH would take the place of? */
static bool brings_libraries(struct arena *arena, const struct vars *vars)
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

static void want_libraries(struct desired_env *wants, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	if (settings->ld_library_path == LD_OFF ||
		(settings->ld_library_path == LD_AUTO &&
			brings_libraries(wants->arena, vars)))
		return;
	desired_env_add(wants, "LD_LIBRARY_PATH",
		settings->ld_library_path == LD_APPEND ? POSITION_AFTER : POSITION_BEFORE,
		gather(wants->arena, selection, add_libs));
}

static void want_extra(struct desired_env *wants, const char *name,
	const struct selection *selection, const struct vars *vars)
{
	struct arena *arena = wants->arena;
	const struct toolkit *first = selection_first(selection);

	if (streq(name, "CUDA_ROOT"))
		desired_env_add(wants, name, POSITION_SCALAR, toolkit_file(first, ""));
	else if (streq(name, "CUDACXX") && first->has_nvcc)
		desired_env_add(wants, name, POSITION_SCALAR,
			path_join(arena, toolkit_file(first, "bin"), "nvcc"));
	else if (streq(name, "LIBRARY_PATH"))
		desired_env_add(
			wants, name, POSITION_BEFORE, gather(arena, selection, add_libs));
	else if (streq(name, "CPATH"))
		desired_env_add(wants, name, POSITION_BEFORE,
			gather(arena, selection, add_include));
	/* An unset MANPATH means "as PATH says", which finds ours already; setting it
	 * would hide every other manual. */
	else if (streq(name, "MANPATH") && vars_get(vars, "MANPATH"))
		desired_env_add(
			wants, name, POSITION_BEFORE, gather(arena, selection, add_man));
	else if (streq(name, "PKG_CONFIG_PATH"))
		desired_env_add(wants, name, POSITION_BEFORE,
			gather(arena, selection, add_pkg_config));
}

struct desired_env desired_env_of(struct arena *arena, const struct selection *selection,
	const struct settings *settings, const struct vars *vars)
{
	struct desired_env wants = desired_env_new(arena);
	struct toolkit *first = selection_first(selection);
	const char *compiler;

	if (!first)
		return wants;
	desired_env_add(
		&wants, "PATH", POSITION_BEFORE, gather(arena, selection, add_bin));
	want_libraries(&wants, selection, settings, vars);
	desired_env_add(&wants, "CUDA_HOME", POSITION_SCALAR, toolkit_file(first, ""));
	desired_env_add(&wants, "CUDA_PATH", POSITION_SCALAR, toolkit_file(first, ""));
	desired_env_add(
		&wants, "CUDAToolkit_ROOT", POSITION_SCALAR, toolkit_file(first, ""));
	for (size_t i = 0; i < settings->extra.n; i++)
		want_extra(&wants, settings->extra.v[i], selection, vars);
	compiler =
		settings->host_compiler ? hostcompiler_fitting(arena, first, vars) : NULL;
	/* Who has chosen a compiler keeps it. */
	if (!vars_get(vars, "NVCC_CCBIN"))
		desired_env_add(&wants, "NVCC_CCBIN", POSITION_SCALAR, compiler);
	if (!vars_get(vars, "CUDAHOSTCXX"))
		desired_env_add(&wants, "CUDAHOSTCXX", POSITION_SCALAR, compiler);
	desired_env_add(&wants, "CUDAENV_ACTIVE", POSITION_SCALAR,
		selection_names(selection, arena));
	return wants;
}
