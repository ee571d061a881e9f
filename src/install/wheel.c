/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "wheel.h"

#include "core/path.h"

#include <stdio.h>
#include <stdlib.h>

#define DIGITS "0123456789"
#define NAME_BYTES_MAX 200 /* leaves room for a digest and a suffix in a file name */
#define PARTS_MIN 5	   /* project, version, Python, ABI, platform */

const char *wheel_project(struct arena *arena, const char *name)
{
	struct str project = str_new(arena);

	for (const char *p = name; *p; p++) {
		char c = *p;

		if (c == '_' || c == '.' || c == '-') {
			if (project.len && project.s[project.len - 1] != '-')
				str_addc(&project, '-');
		} else if (c >= 'A' && c <= 'Z') {
			str_addc(&project, (char)(c - 'A' + 'a'));
		} else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			str_addc(&project, c);
		} else {
			return NULL;
		}
	}
	return project.len ? project.s : NULL;
}

/* Returns "13.0.3" for "13.0.3.post1", and "" for any other version that is not only numbers
 * with dots: it is a preview or a local build. */
static const char *final_version(struct arena *arena, const char *text)
{
	size_t n = strspn(text, DIGITS ".");
	const char *post = text + n;

	if (n && text[n - 1] == '.' && skip_prefix(post, "post"))
		post = skip_prefix(post, "post"), n--;
	else if (*post)
		return "";
	if (post[strspn(post, DIGITS)] || !n || *text == '.' || text[n - 1] == '.' ||
		memmem(text, n, "..", 2))
		return "";
	return arena_ndup(arena, text, n);
}

static bool name_safe(const char *file)
{
	size_t n = strlen(file);

	if (n > NAME_BYTES_MAX || *file == '.' || *file == '-')
		return false;
	for (const char *p = file; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" DIGITS
			    "._+-",
			    *p))
			return false;
	return true;
}

bool wheel_parse(struct arena *arena, const char *file, struct wheel *wheel)
{
	static const char suffix[] = ".whl";
	size_t n = strlen(file);
	struct strv parts;

	*wheel = (struct wheel){ 0 };
	if (n <= sizeof(suffix) || !streq(file + n - strlen(suffix), suffix) ||
		!name_safe(file))
		return false;
	parts = strv_split(arena, arena_ndup(arena, file, n - strlen(suffix)), '-');
	if (parts.n != PARTS_MIN && parts.n != PARTS_MIN + 1)
		return false;
	for (size_t i = 0; i < parts.n; i++)
		if (!*parts.v[i])
			return false;
	wheel->project = wheel_project(arena, parts.v[0]);
	wheel->version = final_version(arena, parts.v[1]);
	wheel->build = parts.n > PARTS_MIN ? strtol(parts.v[2], NULL, 10) : 0;
	wheel->tags = parts.v[parts.n - 1];
	return wheel->project != NULL;
}

/* The versions of glibc that the old names mean (PEP 513, 571 and 599). */
static struct version tag_glibc(const char *tag)
{
	static const struct {
		const char *name;
		struct version glibc;
	} old[] = {
		{ "manylinux1_", { 2, 5, -1 } },
		{ "manylinux2010_", { 2, 12, -1 } },
		{ "manylinux2014_", { 2, 17, -1 } },
	};
	struct version glibc = VERSION_UNKNOWN;

	for (size_t i = 0; i < ARRAY_SIZE(old); i++)
		if (skip_prefix(tag, old[i].name))
			return old[i].glibc;
	if (sscanf(tag, "manylinux_%d_%d_", &glibc.major, &glibc.minor) != 2)
		glibc = VERSION_UNKNOWN;
	return glibc;
}

static bool tag_fits(const char *tag, const char *machine, struct version glibc)
{
	size_t n = strlen(tag), m = strlen(machine);
	struct version least = tag_glibc(tag);

	if (streq(tag, "any"))
		return true;
	if (n <= m || !streq(tag + n - m, machine) || tag[n - m - 1] != '_')
		return false;
	if (least.major < 0)
		return n - m - 1 == strlen("linux") && skip_prefix(tag, "linux");
	return glibc.major < 0 || version_compare(least, glibc) <= 0;
}

bool wheel_fits(const struct wheel *wheel, const char *machine, struct version glibc)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	struct strv tags = strv_split(&scratch, wheel->tags, '.');

	for (size_t i = 0; i < tags.n; i++)
		if (tag_fits(tags.v[i], machine, glibc))
			return true;
	return false;
}

/* Returns the next number, and moves *p to the one after it; 0 at the end. */
static unsigned long next_number(const char **p)
{
	char *end;
	unsigned long number = strtoul(*p, &end, 10);

	*p = *end == '.' ? end + 1 : end;
	return number;
}

int wheel_compare(const char *a, const char *b)
{
	while (*a || *b) {
		unsigned long x = next_number(&a), y = next_number(&b);

		if (x != y)
			return x < y ? -1 : 1;
		if ((*a && !strchr(DIGITS, *a)) || (*b && !strchr(DIGITS, *b)))
			break;
	}
	return 0;
}

bool wheel_version_matches(const char *version, const char *prefix)
{
	while (*prefix) {
		if (next_number(&version) != next_number(&prefix))
			return false;
		if ((*version && !strchr(DIGITS, *version)) ||
			(*prefix && !strchr(DIGITS, *prefix)))
			return false;
	}
	return true;
}

const char *wheel_release(struct arena *arena, const char *version)
{
	size_t dots = 0, n = strlen(version);

	for (const char *p = version; *p; p++)
		dots += *p == '.';
	for (; dots > 2 && n > 2 && version[n - 1] == '0' && version[n - 2] == '.';
		dots--)
		n -= 2;
	return arena_ndup(arena, version, n);
}

/* --- where its files belong -------------------------------------------------------- */

/* Returns the path after the first component of `path`, "" if there is none. */
static const char *below(const char *path)
{
	const char *slash = strchr(path, '/');

	return slash ? slash + 1 : "";
}

static bool top_ends_with(const char *name, const char *suffix)
{
	size_t n = strcspn(name, "/"), m = strlen(suffix);

	return n > m && strncmp(name + n - m, suffix, m) == 0;
}

/* Files of Python's packaging, and what NVIDIA's build leaves. */
static bool is_packaging(const char *path)
{
	static const char *const names[] = { "__init__.py", "py.typed", "__init__.pyi" };

	if (skip_prefix(path, ".metadata/") || skip_prefix(path, "__pycache__/"))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (streq(path_base(path), names[i]))
			return true;
	return false;
}

static const char *license_place(
	struct arena *arena, const char *component, const char *path)
{
	static const char *const heads[] = { "licenses/", "LICEN", "License", "NOTICE" };

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (skip_prefix(path, heads[i]))
			return arena_printf(arena, ".cudaenv/licences/%s/%s", component,
				path_base(path));
	return NULL;
}

const char *wheel_place(struct arena *arena, const char *component, const char *name,
	const char **problem)
{
	const char *path = below(name), *rest;

	*problem = NULL;
	if (top_ends_with(name, ".dist-info"))
		return license_place(arena, component, path);
	if (top_ends_with(name, ".data")) {
		*problem = "a toolkit cannot contain a file of a .data directory";
		return NULL;
	}
	if (skip_prefix(name, "nvidia/"))
		path = below(path);
	if (!*path || is_packaging(path))
		return NULL;
	rest = skip_prefix(path, ".cudaenv");
	if (rest && (!*rest || *rest == '/')) {
		*problem = "its name is reserved for cudaenv";
		return NULL;
	}
	rest = skip_prefix(path, "lib64/");
	return rest ? arena_printf(arena, "lib/%s", rest) : path;
}
