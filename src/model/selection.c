/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "selection.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum stage { STAGE_SHELL, STAGE_DIR, STAGE_PWD, STAGE_GLOBAL, STAGE_NONE, STAGE_END };

struct selector selector_new(
	struct registry *registry, const struct vars *vars, const char *cwd)
{
	return (struct selector){ .registry = registry, .vars = vars, .cwd = cwd };
}

static bool listed(const char *list, const char *dir)
{
	size_t n = strlen(dir);

	for (const char *p = list; p && *p; p += strcspn(p, ":"), p += *p == ':') {
		size_t length = strcspn(p, ":");

		while (length > 1 && p[length - 1] == '/')
			length--;
		if (length == n && strncmp(p, dir, n) == 0)
			return true;
	}
	return false;
}

/* Returns the parent directory, or NULL at the root and below a ceiling. */
static const char *upward(struct arena *arena, const char *dir, const char *ceilings)
{
	char *parent;

	if (streq(dir, "/"))
		return NULL;
	parent = path_parent(arena, dir);
	return listed(ceilings, parent) ? NULL : parent;
}

static bool from_variable(const struct selector *selector, struct selection *selection)
{
	const char *value = vars_get_nonempty(selector->vars, "CUDAENV_VERSION");
	struct arena *arena = selector->registry->arena;
	struct strv words;

	if (!value)
		return false;
	*selection = (struct selection){
		.scope = SCOPE_SHELL,
		.origin = "CUDAENV_VERSION environment variable",
		.specs = strv_new(arena),
		.notes = strv_new(arena),
	};
	words = strv_split(arena, value, ':');
	for (size_t i = 0; i < words.n; i++) {
		if (spec_valid(words.v[i]))
			strv_add(&selection->specs, words.v[i]);
		else if (*words.v[i])
			strv_add(&selection->notes,
				arena_printf(arena,
					"invalid version `%s' ignored in `CUDAENV_VERSION'",
					words.v[i]));
	}
	return true;
}

static bool from_file(struct arena *arena, enum scope scope, const char *path, bool tools,
	struct selection *selection)
{
	struct versionfile file = tools ? versionfile_read_tools(arena, path)
					: versionfile_read(arena, path);

	/* A home directory that this user may not read contains no selection for them. */
	if (file.error == -ENOENT || (file.error == -EACCES && scope == SCOPE_GLOBAL))
		return false;
	*selection = (struct selection){
		.scope = scope,
		.origin = path,
		.file = path,
		.error = file.error,
		.specs = file.specs,
		.notes = file.notes,
	};
	return true;
}

static bool in_directory(
	struct arena *arena, const char *dir, struct selection *selection)
{
	return from_file(arena, SCOPE_PROJECT, path_join(arena, dir, VERSION_FILE), false,
		       selection) ||
	       from_file(arena, SCOPE_PROJECT, path_join(arena, dir, TOOL_VERSIONS_FILE),
		       true, selection);
}

static bool walk(struct selector *selector, struct selection *selection)
{
	struct arena *arena = selector->registry->arena;
	const char *ceilings =
		vars_get_nonempty(selector->vars, "CUDAENV_CEILING_DIRECTORIES");

	while (selector->dir) {
		const char *dir = selector->dir;

		selector->dir = upward(arena, dir, ceilings);
		if (in_directory(arena, dir, selection))
			return true;
	}
	return false;
}

static const char *start_of(const struct selector *selector, int stage)
{
	const char *dir;

	if (stage == STAGE_PWD)
		return selector->cwd;
	dir = vars_get_nonempty(selector->vars, "CUDAENV_DIR");
	if (!dir || *dir == '/')
		return dir;
	return selector->cwd ? path_join(selector->registry->arena, selector->cwd, dir)
			     : NULL;
}

static void no_selection(const struct selector *selector, struct selection *selection)
{
	const char *file = selection_global_file(
		selector->registry->arena, selector->registry->dirs);

	*selection = (struct selection){
		.scope = SCOPE_NONE,
		.origin = file,
		.file = file,
		.specs = strv_new(selector->registry->arena),
		.notes = strv_new(selector->registry->arena),
	};
}

static bool from_stage(struct selector *selector, struct selection *selection)
{
	const char *global;

	switch (selector->stage) {
	case STAGE_SHELL:
		return from_variable(selector, selection);
	case STAGE_DIR:
	case STAGE_PWD:
		return walk(selector, selection);
	case STAGE_GLOBAL:
		global = selection_global_file(
			selector->registry->arena, selector->registry->dirs);
		return global && from_file(selector->registry->arena, SCOPE_GLOBAL,
					 global, false, selection);
	default:
		no_selection(selector, selection);
		return true;
	}
}

bool selector_next(struct selector *selector, struct selection *selection)
{
	while (selector->stage < STAGE_END) {
		bool walking =
			selector->stage == STAGE_DIR || selector->stage == STAGE_PWD;
		bool found = from_stage(selector, selection);

		if (!found || !walking) {
			selector->stage++;
			selector->dir = start_of(selector, selector->stage);
		}
		if (!found)
			continue;
		if (!selection->error && !selection->specs.n && !selection->notes.n)
			strv_add(&selection->specs, "system");
		return true;
	}
	return false;
}

void selection_resolve(struct selection *selection, struct registry *registry)
{
	selection->resolved = arena_alloc(
		registry->arena, (selection->specs.n + 1) * sizeof(*selection->resolved));
	selection->missing = 0;
	for (size_t i = 0; i < selection->specs.n; i++) {
		struct resolution *to = &selection->resolved[i];

		*to = resolve(registry, selection->specs.v[i]);
		if (to->result != RESOLVED_TOOLKIT && to->result != RESOLVED_SYSTEM)
			selection->missing++;
	}
}

struct toolkit *selection_first(const struct selection *selection)
{
	for (size_t i = 0; i < selection->specs.n; i++)
		if (selection->resolved[i].result == RESOLVED_TOOLKIT)
			return selection->resolved[i].toolkit;
	return NULL;
}

size_t selection_system(const struct selection *selection)
{
	size_t i = 0;

	while (i < selection->specs.n && selection->resolved[i].result != RESOLVED_SYSTEM)
		i++;
	return i;
}

char *selection_names(const struct selection *selection, struct arena *arena)
{
	struct strv names = strv_new(arena);

	for (size_t i = 0; i < selection->specs.n; i++) {
		const char *name = resolution_name(&selection->resolved[i]);

		if (!strv_has(&names, name))
			strv_add(&names, name);
	}
	return strv_join(&names, ":");
}

bool selection_usable(const struct selection *selection)
{
	return selection->error == 0 && selection->specs.n && selection->missing == 0;
}

char *selection_global_file(struct arena *arena, const struct dirs *dirs)
{
	return dirs->root ? path_join(arena, dirs->root, "version") : NULL;
}

const char *selection_project_file(
	struct arena *arena, const char *dir, const char *ceilings)
{
	struct selection found;

	for (; dir; dir = upward(arena, dir, ceilings))
		if (in_directory(arena, dir, &found))
			return found.file;
	return NULL;
}

const char *selection_cwd(struct arena *arena, const struct vars *vars)
{
	const char *pwd = vars_get(vars, "PWD");
	struct stat logical, physical;
	char *cwd, *copy;

	if (pwd && *pwd == '/' && stat(pwd, &logical) == 0 && stat(".", &physical) == 0 &&
		logical.st_dev == physical.st_dev && logical.st_ino == physical.st_ino)
		return pwd;
	cwd = getcwd(NULL, 0);
	if (!cwd || *cwd != '/') {
		free(cwd);
		return NULL;
	}
	copy = arena_dup(arena, cwd);
	free(cwd);
	return copy;
}
