/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "owned.h"

#include "core/file.h"
#include "core/rmtree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define RECORD_DIR ".cudaenv"

/* Adds the item, and the directories above it that no archive had listed. */
static void add(struct owned *owned, const struct item *item)
{
	const char *slash = strrchr(item->path, '/');
	struct item *dir;

	if (pathset_find(&owned->known, item->path))
		return;
	pathset_add(&owned->known, item, "");
	listing_add(&owned->files, *item);
	if (!slash)
		return;
	dir = arena_new(owned->arena, struct item);
	*dir = (struct item){
		.kind = 'd',
		.path = arena_ndup(
			owned->arena, item->path, (size_t)(slash - item->path)),
	};
	add(owned, dir);
}

int owned_read(struct owned *owned, struct arena *arena, int dir, struct record *record)
{
	struct listing files = listing_new(arena);
	int r = record_read(record, arena, dir);

	*owned = (struct owned){
		.arena = arena,
		.files = listing_new(arena),
		.known = pathset_new(arena),
	};
	if (r == 0)
		r = record_files(record, dir, &files);
	for (size_t i = 0; i < files.n && r == 0; i++)
		add(owned, &files.v[i]);
	return r;
}

/* A link in the place of a file is the user's. */
static bool same_kind(const struct item *item, const struct stat *st)
{
	return item->kind == 'd'   ? S_ISDIR(st->st_mode)
	       : item->kind == 'l' ? S_ISLNK(st->st_mode)
				   : S_ISREG(st->st_mode);
}

/* A directory that cannot be read may contain anything: it is the user's. */
static void find_foreign(const struct owned *owned, int at, const char *name,
	const char *path, struct strv *foreign)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_closedir_ DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct taken *known;
	struct dirent *entry = NULL;
	struct stat st;

	errno = 0;
	while (dir && (entry = readdir(dir))) {
		const char *below =
			*path ? arena_printf(owned->arena, "%s/%s", path, entry->d_name)
			      : arena_dup(owned->arena, entry->d_name);

		if (streq(entry->d_name, ".") || streq(entry->d_name, "..") ||
			streq(below, RECORD_DIR))
			continue;
		known = pathset_find(&owned->known, below);
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			!known || !same_kind(known->item, &st))
			strv_add(foreign, below);
		else if (S_ISDIR(st.st_mode))
			find_foreign(owned, dirfd(dir), entry->d_name, below, foreign);
		errno = 0;
	}
	if (!dir || errno)
		strv_add(foreign, *path ? path : ".");
}

void owned_find_foreign(
	const struct owned *owned, int at, const char *name, struct strv *foreign)
{
	find_foreign(owned, at, name, "", foreign);
}

/* --- removing ---------------------------------------------------------------------- */

static int by_path_backward(const void *a, const void *b)
{
	return strcmp(((const struct item *)b)->path, ((const struct item *)a)->path);
}

/* Skips a path one of whose directories has become a link. */
static int remove_item(int dir, const struct item *item)
{
	const char *name;
	_cleanup_close_ int parent = dir_open_parent(dir, item->path, &name);
	struct stat st;

	if (parent < 0)
		return parent == -ENOENT || parent == -ENOTDIR || parent == -ELOOP
			       ? 0
			       : parent;
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!same_kind(item, &st) ||
		unlinkat(parent, name, item->kind == 'd' ? AT_REMOVEDIR : 0) == 0 ||
		errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST)
		return 0;
	return -errno;
}

int owned_remove(struct owned *owned, int dir, const char **failed)
{
	struct listing *files = &owned->files;
	int r, status = 0;

	/* Sorted backward, a directory comes after its contents. */
	if (files->n)
		qsort(files->v, files->n, sizeof(*files->v), by_path_backward);
	for (size_t i = 0; i < files->n; i++) {
		if (skip_prefix(files->v[i].path, RECORD_DIR "/"))
			continue;
		r = remove_item(dir, &files->v[i]);
		if (r < 0) {
			*failed = files->v[i].path;
			status = r;
		}
	}
	if (status < 0)
		return status;
	*failed = RECORD_DIR;
	return rmtree_at(dir, RECORD_DIR);
}
