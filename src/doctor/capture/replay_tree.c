/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "replay_tree.h"

#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_LENGTH = 2048, NAME_LENGTH = 255, DEPTH_MAX = 64 };

bool replay_tree_path_ok(const char *path)
{
	size_t depth = 0;

	if (*path != '/' || !path[1] || strlen(path) > PATH_LENGTH)
		return false;
	for (const char *p = path; *p; p += strcspn(p, "/")) {
		size_t n;

		p++;
		n = strcspn(p, "/");
		if (n == 0 || n > NAME_LENGTH || ++depth > DEPTH_MAX ||
			(n == 1 && p[0] == '.') || (n == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

/* --- which entries remain --- */

/* Sorts by path, children directly after their directory, then by input order. */
static int by_path(const void *a, const void *b)
{
	const struct captured_file *x = *(struct captured_file *const *)a,
				   *y = *(struct captured_file *const *)b;
	const char *p = x->path, *q = y->path;

	while (*p && *p == *q) {
		p++;
		q++;
	}
	if (*p != *q)
		return (*p == '/' ? 1 : (unsigned char)*p) -
		       (*q == '/' ? 1 : (unsigned char)*q);
	return x < y ? -1 : 1;
}

static bool is_above(const char *dir, const char *path)
{
	const char *rest = skip_prefix(path, dir);

	return rest && (!*rest || *rest == '/');
}

/* Marks each entry that a later one replaces: one with the same path or, unless it is a
 * directory, one above it. */
static void replace(struct captured_files *entries)
{
	size_t n = entries->n, depth = 0;
	struct captured_file **sorted =
		arena_alloc(entries->arena, (n + 1) * sizeof(*sorted));
	/* The entries at and above the current path, and for each the last one that
	 * replaces what is below it. */
	struct above {
		const char *path;
		const struct captured_file *last;
	} *above = arena_alloc(entries->arena, (n + 1) * sizeof(*above));

	for (size_t i = 0; i < n; i++)
		sorted[i] = &entries->v[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_path);
	for (size_t i = 0; i < n; i++) {
		struct captured_file *entry = sorted[i];
		const struct captured_file *last;

		while (depth && !is_above(above[depth - 1].path, entry->path))
			depth--;
		last = depth ? above[depth - 1].last : NULL;
		entry->replaced = entry->kind == KIND_ABSENT || (last && last > entry) ||
				  (i + 1 < n && streq(sorted[i + 1]->path, entry->path));
		if (entry->kind != KIND_DIR && (!last || entry > last))
			last = entry;
		above[depth++] = (struct above){ entry->path, last };
	}
}

/* --- creating them --- */

/* The content of programs is not captured: an empty file represents one, so it is
 * executable. */
static int make_file(const char *path, const struct str *content)
{
	_cleanup_close_ int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			content->len ? 0600 : 0700);

	if (fd < 0)
		return -errno;
	return fd_write_all(fd, content->s, content->len);
}

/* Returns whether every component above `path` is a real directory. */
static bool above_is_plain(struct arena *arena, const char *root, const char *path)
{
	char *dir = arena_printf(arena, "%s%s", root, path);

	for (char *end = dir + strlen(root) + 1; (end = strchr(end, '/')); end++) {
		struct stat st;
		int r;

		*end = '\0';
		r = lstat(dir, &st);
		*end = '/';
		if (r == 0 && !S_ISDIR(st.st_mode))
			return false;
	}
	return true;
}

static int make_entry(const struct captured_files *entries, const char *root,
	const struct captured_file *entry)
{
	const char *path = arena_printf(entries->arena, "%s%s", root, entry->path);
	const char *parent = path_parent(entries->arena, path);
	int r;

	if (entry->kind == KIND_DIR)
		return dir_make(path);
	if (entry->kind == KIND_LINK &&
		!above_is_plain(entries->arena, root, entry->path))
		return -ELOOP;
	r = path_is_dir(parent) ? 0 : dir_make(parent);
	if (r < 0)
		return r;
	if (entry->kind == KIND_FILE)
		return make_file(path, &entry->content);
	return symlink(entry->target, path) < 0 ? -errno : 0;
}

int replay_tree_create(
	struct captured_files *entries, const char *root, const char **failed)
{
	replace(entries);
	for (int links = 0; links < 2; links++)
		for (size_t i = 0; i < entries->n; i++) {
			const struct captured_file *entry = &entries->v[i];
			int r;

			if (entry->replaced || (entry->kind == KIND_LINK) != (links == 1))
				continue;
			r = make_entry(entries, root, entry);
			*failed = entry->path;
			if (r < 0)
				return r;
		}
	return 0;
}
