/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "entry.h"

#include "core/utf8.h"

/* Returns what is wrong with a path as such, or NULL. Empty components are accepted
 * ("a//b", "a/"). */
static const char *path_problem(const char *path)
{
	size_t depth = 0;

	if (strlen(path) > ENTRY_PATH_MAX)
		return "its name is too long";
	if (!utf8_valid(path))
		return "its name is not UTF-8";
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return "its name contains a control character";
	if (*path == '/')
		return "its name is absolute";
	for (const char *p = path; *p; p += strspn(p, "/")) {
		size_t n = strcspn(p, "/");

		if (n == 2 && p[0] == '.' && p[1] == '.')
			return "its name leaves the tree";
		if (n > 255)
			return "its name is too long";
		if (n && !(n == 1 && *p == '.') && ++depth > ENTRY_DEPTH_MAX)
			return "it is nested too deeply";
		p += n;
	}
	return NULL;
}

/* Turns "./a//b/" into "a/b". */
static char *cleaned(struct arena *arena, const char *path)
{
	struct str clean = str_new(arena);

	for (const char *p = path; *p; p += strspn(p, "/")) {
		size_t n = strcspn(p, "/");

		if (n && !(n == 1 && *p == '.')) {
			if (clean.len)
				str_addc(&clean, '/');
			str_addn(&clean, p, n);
		}
		p += n;
	}
	return clean.s;
}

/* Returns the path in the tree of a name in the archive, or NULL with *problem. */
static const char *tree_path(
	struct entry_rules *rules, const char *name, const char **problem)
{
	const char *clean, *slash, *rest;
	size_t n;

	*problem = path_problem(name);
	if (*problem)
		return NULL;
	clean = cleaned(rules->arena, name);
	if (!*clean)
		return "";
	if (!rules->keep_top) {
		slash = strchr(clean, '/');
		n = slash ? (size_t)(slash - clean) : strlen(clean);
		if (!rules->top)
			rules->top = arena_ndup(rules->arena, clean, n);
		if (strlen(rules->top) != n || strncmp(clean, rules->top, n) != 0) {
			*problem = "it is outside the archive's only directory";
			return NULL;
		}
		clean = slash ? slash + 1 : "";
	}
	if (rules->any_name)
		return clean;
	rest = skip_prefix(clean, "lib64");
	if (rest && (!*rest || *rest == '/'))
		clean = arena_printf(rules->arena, "lib%s", rest);
	rest = skip_prefix(clean, ".cudaenv");
	if (rest && (!*rest || *rest == '/')) {
		*problem = "its name is reserved for cudaenv";
		return NULL;
	}
	return clean;
}

bool entry_target_inside(const char *path, const char *target)
{
	size_t above = 0;
	bool leading = true;

	if (!*target || *target == '/')
		return false;
	for (const char *p = path; (p = strchr(p, '/')); p++)
		above++;
	for (const char *p = target; *p; p += strspn(p, "/")) {
		size_t n = strcspn(p, "/");
		bool up = n == 2 && p[0] == '.' && p[1] == '.';

		if (up && (!leading || above-- == 0))
			return false;
		/* ".." after a name is rejected: the name may be a symbolic link. */
		if (!up && !(n == 1 && *p == '.'))
			leading = false;
		p += n;
	}
	return true;
}

static const char *target_problem(struct entry_rules *rules, struct entry *entry)
{
	const char *problem;

	if (!entry->target)
		return "its target cannot be read";
	if (entry->kind == ENTRY_HARDLINK) {
		entry->linked = tree_path(rules, entry->target, &problem);
		if (!entry->linked)
			return "it is a hard link to a file outside the tree";
		return *entry->linked ? NULL : "it is a hard link to a directory";
	}
	if (strlen(entry->target) > ENTRY_PATH_MAX || !utf8_valid(entry->target))
		return "its target is too long or not UTF-8";
	for (const char *p = entry->target; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return "its target contains a control character";
	if (!entry_target_inside(entry->path, entry->target))
		return arena_printf(rules->arena,
			"it is a link that leaves the tree, to `%s'", entry->target);
	return NULL;
}

const char *entry_check(struct entry_rules *rules, struct entry *entry)
{
	const char *problem;

	if (!entry->name)
		return "its name cannot be read";
	if (entry->kind == ENTRY_OTHER)
		return "it is not a file, directory or link";
	if (entry->mode & 07000 & ~(entry->kind == ENTRY_DIR ? 02000u : 0u))
		return "it has a set-id or sticky bit";
	entry->path = tree_path(rules, entry->name, &problem);
	if (!entry->path)
		return problem;
	entry->mode = (entry->mode & 0755) | (entry->kind == ENTRY_DIR ? 0700 : 0400);
	if (!*entry->path)
		return entry->kind == ENTRY_DIR ? NULL : "it replaces the tree";
	if (entry->kind == ENTRY_SYMLINK || entry->kind == ENTRY_HARDLINK)
		return target_problem(rules, entry);
	return NULL;
}
