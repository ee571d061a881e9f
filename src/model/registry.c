/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "registry.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>

/* A location that is searched: everything below a directory that matches a pattern. */
struct location {
	const struct machine *machine;
	const char *dir; /* not a pattern; "" for the root */
	const char *pattern;
	const char *source;
	bool links; /* a link in it is a toolkit, made by `cudaenv link` */
};

struct locations {
	struct location *v;
	size_t n;
};

struct registry registry_new(struct arena *arena, const struct machine *machine,
	const struct dirs *dirs, const struct settings *settings)
{
	return (struct registry){
		.machine = machine,
		.running = machine_running(arena),
		.user = geteuid(),
		.dirs = dirs,
		.settings = settings,
		.arena = arena,
		.notes = strv_new(arena),
	};
}

/* Returns the locations, the highest rank first. */
static struct locations locations(const struct registry *registry)
{
	static const char *const before[] = { "/usr/local/cuda-*", "/opt/cuda-*",
		"/opt/cuda" };
	static const char hpc[] = "/opt/nvidia/hpc_sdk/Linux_*/*/cuda/[0-9]*";
	const struct settings *settings = registry->settings;
	struct locations list = { 0 };

	list.v = arena_alloc(registry->arena,
		(ARRAY_SIZE(before) + settings->n_search + 2) * sizeof(*list.v));
	if (registry->dirs->root)
		list.v[list.n++] = (struct location){ &registry->running,
			registry->dirs->root, "versions/*", "user", true };
	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		list.v[list.n++] = (struct location){ registry->machine, "", before[i],
			"system", false };
	for (size_t i = 0; i < settings->n_search; i++)
		list.v[list.n++] = (struct location){ registry->machine, "",
			settings->search[i].pattern, settings->search[i].where, false };
	list.v[list.n++] =
		(struct location){ registry->machine, "", hpc, "system", false };
	return list;
}

/* Returns the name that a path implies: "12.4" for .../cuda-12.4, and the version for
 * /opt/cuda. */
static const char *name_of(
	struct registry *registry, struct toolkit *toolkit, bool verbatim)
{
	const char *base = path_base(toolkit->path);
	const char *number = skip_prefix(base, "cuda-");

	if (verbatim)
		return base;
	if (number && spec_valid(number))
		return number;
	if (streq(base, "cuda") || !spec_valid(base))
		return version_text(registry->arena, toolkit_version(toolkit));
	return base;
}

static bool refuse(struct registry *registry, const char *path)
{
	if (!strpbrk(path, ":\n"))
		return false;
	strv_add(&registry->notes,
		arena_printf(registry->arena,
			"toolkit `%s' ignored: its path has a `:' or a newline, which PATH cannot hold",
			path));
	return true;
}

/* Returns the toolkit at `path` in a location, or NULL if it is not one. */
static struct toolkit *toolkit_at(struct registry *registry,
	const struct location *location, int rank, const char *path)
{
	struct toolkit *toolkit;
	const char *link, *real;
	bool has_nvcc;

	if (*path_base(path) == '.')
		return NULL;
	link = machine_readlink(location->machine, path);
	/* In other locations, a link is an alias of the toolkit that it points to. */
	real = link && !location->links ? machine_real(location->machine, path) : path;
	if (!real || !toolkit_is_at(location->machine, real, &has_nvcc) ||
		refuse(registry, real))
		return NULL;
	toolkit = arena_new(registry->arena, struct toolkit);
	*toolkit = (struct toolkit){
		.path = real,
		.source = location->source,
		.link = location->links && link ? machine_real(location->machine, path)
						: NULL,
		.rank = rank,
		.has_nvcc = has_nvcc,
		.machine = location->machine,
	};
	toolkit->name = name_of(registry, toolkit, location->links);
	if (!spec_valid(toolkit->name)) {
		strv_add(&registry->notes,
			arena_printf(registry->arena,
				"toolkit `%s' ignored: `%s' is not a valid name", real,
				toolkit->name));
		return NULL;
	}
	return toolkit;
}

static bool known_path(struct registry *registry, const struct toolkit *toolkit)
{
	for (size_t i = 0; i < registry->n; i++)
		if (registry->all[i]->machine == toolkit->machine &&
			streq(registry->all[i]->path, toolkit->path))
			return true;
	return false;
}

static void mark_shadowed(struct registry *registry, struct toolkit *toolkit)
{
	for (size_t i = 0; i < registry->n; i++)
		if (streq(registry->all[i]->name, toolkit->name))
			toolkit->shadowed = true;
}

static int by_version(const void *a, const void *b)
{
	struct toolkit *x = *(struct toolkit *const *)a, *y = *(struct toolkit *const *)b;
	int order = version_compare(toolkit_version(x), toolkit_version(y));

	if (order)
		return order;
	if (x->rank != y->rank)
		return y->rank - x->rank;
	return strcmp(x->path, y->path);
}

/* Directories come before links, so that each toolkit is found by its own name first. */
static void collect(struct registry *registry, const struct locations *list, bool links)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct location *location = &list->v[i];
		struct strv paths =
			machine_glob(location->machine, location->dir, location->pattern);

		for (size_t j = 0; j < paths.n; j++) {
			bool is_link = !location->links &&
				       machine_readlink(location->machine, paths.v[j]);
			struct toolkit *toolkit;

			if (is_link != links)
				continue;
			toolkit = toolkit_at(registry, location, (int)i, paths.v[j]);
			if (!toolkit || known_path(registry, toolkit))
				continue;
			mark_shadowed(registry, toolkit);
			if (registry->n % 64 == 0) {
				struct toolkit **old = registry->all;

				registry->all = arena_alloc(registry->arena,
					(registry->n + 64) * sizeof(*registry->all));
				if (old)
					memcpy(registry->all, old,
						registry->n * sizeof(*registry->all));
			}
			registry->all[registry->n++] = toolkit;
		}
	}
}

struct toolkit **registry_all(struct registry *registry, size_t *n)
{
	if (!registry->all) {
		struct locations list = locations(registry);

		registry->notes.n = 0;
		collect(registry, &list, false);
		collect(registry, &list, true);
		if (registry->n)
			qsort(registry->all, registry->n, sizeof(*registry->all),
				by_version);
		else
			registry->all =
				arena_alloc(registry->arena, sizeof(*registry->all));
	}
	*n = registry->n;
	return registry->all;
}

/* Returns the path that a toolkit of that name has in this location, if only the last
 * component of its pattern has wildcards: "/usr/local/cuda-*" and "12.4". */
static const char *path_for(struct registry *registry, const struct location *location,
	const char *name, const char *prefix)
{
	char *dir = path_parent(registry->arena, location->pattern);
	const char *base = arena_cat(registry->arena, prefix, name);

	if (strpbrk(dir, "*?[\\") ||
		fnmatch(path_base(location->pattern), base, FNM_PERIOD) != 0)
		return NULL;
	return arena_cat(registry->arena, location->dir, *location->dir ? "/" : "", dir,
		"/", base);
}

struct toolkit *registry_named(struct registry *registry, const char *name)
{
	static const char *const prefixes[] = { "", "cuda-" };
	struct locations list = locations(registry);
	struct toolkit **all;
	struct stat st;
	size_t n;

	for (size_t i = 0; !registry->all && i < list.n; i++) {
		const struct location *location = &list.v[i];

		for (size_t j = 0; j < ARRAY_SIZE(prefixes); j++) {
			const char *path =
				path_for(registry, location, name, prefixes[j]);
			struct toolkit *toolkit;

			/* Most names exist in one location; each of the others costs one
			 * lstat. */
			if (!path || machine_lstat(location->machine, path, &st) < 0 ||
				(!location->links && S_ISLNK(st.st_mode)))
				continue;
			toolkit = toolkit_at(registry, location, (int)i, path);
			if (toolkit && streq(toolkit->name, name))
				return toolkit;
		}
		/* With wildcards before the last component, only a search can find it. */
		if (strpbrk(path_parent(registry->arena, location->pattern), "*?[\\") &&
			machine_glob(location->machine, location->dir, location->pattern)
				.n)
			break;
	}
	all = registry_all(registry, &n);
	for (size_t i = 0; i < n; i++)
		if (streq(all[i]->name, name) && !all[i]->shadowed)
			return all[i];
	return NULL;
}

struct strv registry_alias_files(const struct registry *registry)
{
	return registry->dirs->root ? machine_list(&registry->running,
					      path_join(registry->arena,
						      registry->dirs->root, "aliases"))
				    : strv_new(registry->arena);
}

const char *registry_alias_file(const struct registry *registry, const char *name)
{
	struct text text;
	struct strv words;

	if (!registry->dirs->root || !spec_valid(name))
		return NULL;
	if (machine_read_head(&registry->running,
		    arena_cat(registry->arena, registry->dirs->root, "/aliases/", name),
		    4096, &text) < 0)
		return NULL;
	words = strv_words(registry->arena, text.s);
	return words.n ? words.v[0] : NULL;
}
