/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "path.h"

#include <limits.h>
#include <sys/stat.h>

char *path_parent(struct arena *arena, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n && path[n - 1] != '/')
		n--;
	if (!n)
		return arena_dup(arena, ".");
	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_ndup(arena, path, n);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_join(struct arena *arena, const char *dir, const char *name)
{
	size_t n = strlen(dir), len = strlen(name);
	bool slash = !n || dir[n - 1] != '/';
	char *path = arena_alloc(arena, n + slash + len + 1);

	memcpy(path, dir, n);
	if (slash)
		path[n] = '/';
	memcpy(path + n + slash, name, len);
	return path;
}

char *path_readlink(struct arena *arena, const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target));

	return n < 0 || n == sizeof(target) ? NULL : arena_ndup(arena, target, (size_t)n);
}

bool path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}
