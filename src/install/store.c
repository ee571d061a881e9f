/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "store.h"

#include "core/file.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

/* The path of a store that cannot be used: no file can exist below it. */
#define NOWHERE "/dev/null/"

/* --- ownership --------------------------------------------------------------------- */

static bool ours(const struct stat *st)
{
	return st->st_uid == geteuid() && !(st->st_mode & (S_IWGRP | S_IWOTH));
}

/* A file that no other user can write to, by a second name or by its mode. */
static bool only_ours(const struct stat *st)
{
	return S_ISREG(st->st_mode) && ours(st) && st->st_nlink == 1;
}

int store_open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && ours(&st))
		return fd;
	close(fd);
	return -EPERM;
}

bool store_name_valid(const char *name)
{
	return strspn(name, "0123456789abcdef") >= 16 && name[16] == '-' && name[17];
}

static bool refuse(struct store *store, const char *dir, const char *what)
{
	store->problem = arena_printf(store->arena, "the cache %s %s", dir, what);
	return false;
}

/* The cache itself may be a symbolic link of the user's, and writable by the group of the
 * same name that many systems give each user. */
static bool check_cache(struct store *store)
{
	struct stat st;

	if (stat(store->cache, &st) < 0)
		return errno == ENOENT ||
		       refuse(store, store->cache,
			       arena_printf(store->arena, "cannot be used: %s",
				       strerror(errno)));
	if (!S_ISDIR(st.st_mode))
		return refuse(store, store->cache, "is not a directory");
	if (st.st_uid != geteuid())
		return refuse(store, store->cache,
			"belongs to another user: set CUDAENV_CACHE");
	if ((st.st_mode & S_IWOTH) || ((st.st_mode & S_IWGRP) && st.st_gid != getegid()))
		return refuse(store, store->cache,
			"is writable by other users: chmod go-w, or set CUDAENV_CACHE");
	return true;
}

static bool check_dir(struct store *store, const char *dir)
{
	_cleanup_close_ int fd = store_open_dir(dir);

	if (fd >= 0 || fd == -ENOENT)
		return true;
	if (fd == -ELOOP || fd == -ENOTDIR)
		return refuse(store, dir,
			"is not a directory: remove it, or set CUDAENV_CACHE");
	if (fd == -EPERM)
		return refuse(store, dir,
			"belongs to another user, or is writable by others: remove it, or set CUDAENV_CACHE");
	return refuse(store, dir,
		arena_printf(store->arena, "cannot be used: %s", strerror(-fd)));
}

static bool check(struct store *store)
{
	return check_cache(store) && check_dir(store, store->dir) &&
	       check_dir(store, store->pages);
}

/* --- the directories --------------------------------------------------------------- */

void store_open(struct store *store, struct arena *arena, const char *cache)
{
	const char *top = cache ? cache : NOWHERE;

	*store = (struct store){
		.dir = path_join(arena, top, STORE_ARCHIVES),
		.pages = path_join(arena, top, "manifests"),
		.cache = cache,
		.arena = arena,
	};
	if (!cache)
		store->problem =
			"no directory for downloads: neither CUDAENV_CACHE nor HOME is set";
	else if (!check(store))
		store->dir = store->pages = NOWHERE;
}

void store_make(struct store *store)
{
	const char *const dirs[] = { store->dir, store->pages };
	int r;

	if (store->problem)
		return;
	r = dir_make(store->cache);
	for (size_t i = 0; i < ARRAY_SIZE(dirs) && r == 0; i++)
		if (mkdir(dirs[i], 0755) < 0 && errno != EEXIST)
			r = -errno;
	if (r < 0)
		refuse(store, store->cache,
			arena_printf(store->arena, "cannot be used: %s", strerror(-r)));
	else if (!check(store))
		store->dir = store->pages = NOWHERE;
}

/* --- complete files ---------------------------------------------------------------- */

const char *store_archive(const struct store *store, const struct package *package)
{
	return arena_printf(store->arena, "%s/%.16s-%s", store->dir, package->sha256,
		path_base(package->path));
}

const char *store_page(const struct store *store, const char *url)
{
	struct digest *digest = digest_new();
	const char *base = path_base(url);
	char hex[DIGEST_HEX + 1];

	digest_add(digest, url, strlen(url));
	digest_end(digest, hex);
	digest_free(digest);
	return arena_printf(store->arena, "%s/%.16s-%s", store->pages, hex,
		*base ? base : "index.html");
}

int store_get(const struct store *store, const struct package *package)
{
	int fd = file_open_regular(AT_FDCWD, store_archive(store, package));
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || !only_ours(&st) || st.st_size != package->size) {
		close(fd);
		return -ENOENT;
	}
	return fd;
}

/* --- partial files ----------------------------------------------------------------- */

/* Returns true if the open file still has its name: it was not renamed or removed. */
static bool still_named(const struct part *part)
{
	struct stat by_name, open_one;

	return fstat(part->fd, &open_one) == 0 &&
	       fstatat(AT_FDCWD, part->path, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	       by_name.st_ino == open_one.st_ino && by_name.st_dev == open_one.st_dev;
}

static int rehash(struct part *part, long long size)
{
	struct stat st;

	if (fstat(part->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOTSUP;
	if (st.st_size > size && ftruncate(part->fd, 0) < 0)
		return -errno;
	part->have = digest_add_fd(part->digest, part->fd, -1);
	return part->have < 0 ? (int)part->have : 0;
}

/* Has another install published the complete file in the meantime? */
static bool is_published(const struct part *part, long long size)
{
	struct stat st;

	return fstatat(AT_FDCWD, part->whole, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       only_ours(&st) && st.st_size == size;
}

/* Whoever planted it may have it open, and write to it after the verification. */
static bool planted(const struct part *part)
{
	struct stat st;

	return fstat(part->fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink &&
	       !only_ours(&st);
}

static int open_locked(struct part *part, long long size)
{
	for (int tries = 0; tries < 100; tries++) {
		part->fd = open(part->path,
			O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
		if (part->fd < 0)
			return -errno;
		if (planted(part)) {
			if (unlink(part->path) < 0 && errno != ENOENT)
				return -errno;
		} else if (flock(part->fd, LOCK_EX | LOCK_NB) < 0 &&
			   errno == EWOULDBLOCK) {
			tries = 100; /* another install's: closed, and not removed */
		} else if (still_named(part)) {
			return is_published(part, size) ? -EEXIST : 0;
		}
		close(part->fd);
		part->fd = -1;
	}
	return -EWOULDBLOCK;
}

int part_open(struct part *part, const char *whole, long long size, struct arena *arena)
{
	int r;

	*part = (struct part){
		.path = arena_printf(arena, "%s%s", whole, STORE_PART),
		.whole = whole,
		.fd = -1,
	};
	r = open_locked(part, size);
	part->digest = digest_new();
	if (r == 0)
		r = rehash(part, size);
	if (r < 0)
		part_close(part, r == -EEXIST);
	return r;
}

int part_add(struct part *part, const void *p, size_t n)
{
	int r;

	digest_add(part->digest, p, n);
	r = fd_write_all(part->fd, p, n);
	if (r == 0)
		part->have += (long long)n;
	return r;
}

int part_restart(struct part *part)
{
	if (ftruncate(part->fd, 0) < 0 || lseek(part->fd, 0, SEEK_SET) < 0)
		return -errno;
	part->have = 0;
	digest_start(part->digest);
	return 0;
}

int part_publish(struct part *part)
{
	int fd = part->fd;

	if (rename(part->path, part->whole) < 0)
		return -errno;
	part->fd = -1;
	digest_free(part->digest);
	part->digest = NULL;
	return fd;
}

void part_close(struct part *part, bool drop)
{
	if (part->fd >= 0) {
		if (drop || part->have <= 0)
			unlink(part->path);
		close(part->fd);
	}
	part->fd = -1;
	digest_free(part->digest);
	part->digest = NULL;
}
