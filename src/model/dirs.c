/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "dirs.h"

#include "core/file.h"

#include <time.h>

/* Returns the value if it is an absolute path, else NULL. A relative path would mean
 * another directory after each cd, and would be added to PATH. */
static const char *absolute(const struct vars *vars, const char *name)
{
	const char *value = vars_get_nonempty(vars, name);

	return value && *value == '/' ? value : NULL;
}

/* Returns $XDG_<...>/cudaenv or ~/<fallback>/cudaenv. The XDG base directory
 * specification requires that relative values be ignored. */
static const char *xdg(struct arena *arena, const struct vars *vars, const char *name,
	const char *fallback)
{
	const char *dir = vars_get(vars, name);
	const char *home = absolute(vars, "HOME");

	if (dir && *dir == '/')
		return path_join(arena, dir, "cudaenv");
	return home ? path_join(arena, path_join(arena, home, fallback), "cudaenv")
		    : NULL;
}

/* Returns `path` without slashes at its end. */
static const char *trimmed(struct arena *arena, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_ndup(arena, path, n);
}

static const char *at(struct arena *arena, const char *dir, const char *otherwise)
{
	return dir ? trimmed(arena, dir) : otherwise;
}

struct dirs dirs_find(struct arena *arena, const struct vars *vars)
{
	const char *config = xdg(arena, vars, "XDG_CONFIG_HOME", ".config");

	return (struct dirs){
		.root = at(arena, absolute(vars, "CUDAENV_ROOT"),
			xdg(arena, vars, "XDG_DATA_HOME", ".local/share")),
		.cache = at(arena, absolute(vars, "CUDAENV_CACHE"),
			xdg(arena, vars, "XDG_CACHE_HOME", ".cache")),
		.user_conf = config ? path_join(arena, config, "cudaenv.conf") : NULL,
		.conf = vars_get_nonempty(vars, "CUDAENV_CONFIG"),
		.site_conf = SYSCONFDIR "/cudaenv/cudaenv.conf",
		.data = at(arena, vars_get_nonempty(vars, "CUDAENV_DATADIR"), PKGDATADIR),
		.libexec = at(
			arena, vars_get_nonempty(vars, "CUDAENV_LIBEXEC"), PKGLIBEXECDIR),
		.site_generation = LOCALSTATEDIR "/cudaenv/generation",
	};
}

char *dirs_generation(struct arena *arena, const struct dirs *dirs)
{
	return dirs->root ? path_join(arena, dirs->root, "generation") : NULL;
}

int dirs_bump_generation(struct arena *arena, const char *path)
{
	struct timespec now;
	char *text;
	int r = dir_make(path_parent(arena, path));

	if (r < 0)
		return r;
	clock_gettime(CLOCK_REALTIME, &now);
	text = arena_printf(arena, "%lld.%09ld.%ld\n", (long long)now.tv_sec, now.tv_nsec,
		(long)getpid());
	return file_replace(path, text, strlen(text));
}
