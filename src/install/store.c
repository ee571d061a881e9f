/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "store.h"

#include "core/file.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

int store_open(struct store *store, struct arena *arena, const char *cache)
{
	int r;

	*store = (struct store){
		.dir = path_join(arena, cache, STORE_ARCHIVES),
		.pages = path_join(arena, cache, "manifests"),
		.arena = arena,
	};
	r = dir_make(store->dir);
	return r < 0 ? r : dir_make(store->pages);
}

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
	if (fstat(fd, &st) < 0 || st.st_size != package->size) {
		close(fd);
		return -ENOENT;
	}
	return fd;
}

/* True when the name still leads to what is open: not renamed or removed meanwhile. */
static bool still_there(const struct part *part)
{
	struct stat by_name, open_one;

	return fstat(part->fd, &open_one) == 0 &&
	       fstatat(AT_FDCWD, part->path, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	       by_name.st_ino == open_one.st_ino && by_name.st_dev == open_one.st_dev;
}

static int rehash(struct part *part, long long most)
{
	struct stat st;

	if (fstat(part->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOTSUP;
	if (st.st_size > most && ftruncate(part->fd, 0) < 0)
		return -errno;
	part->have = digest_add_fd(part->digest, part->fd, -1);
	return part->have < 0 ? (int)part->have : 0;
}

static int open_locked(struct part *part)
{
	for (int tries = 0; tries < 100; tries++) {
		part->fd = open(part->path,
			O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
		if (part->fd < 0)
			return -errno;
		if (flock(part->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
			tries = 100; /* somebody else's: closed, and not removed */
		else if (still_there(part))
			return path_is_file(part->whole) ? -EEXIST : 0;
		close(part->fd);
		part->fd = -1;
	}
	return -EWOULDBLOCK;
}

int part_open(struct part *part, const char *whole, long long most, struct arena *arena)
{
	int r;

	*part = (struct part){
		.path = arena_printf(arena, "%s%s", whole, STORE_PART),
		.whole = whole,
		.fd = -1,
	};
	r = open_locked(part);
	part->digest = digest_new();
	if (r == 0)
		r = rehash(part, most);
	if (r < 0)
		part_close(part, r == -EEXIST);
	return r;
}

int part_add(struct part *part, const void *p, size_t n)
{
	const char *at = p;

	digest_add(part->digest, p, n);
	while (n) {
		ssize_t done = pwrite(part->fd, at, n, part->have);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		at += done;
		n -= (size_t)done;
		part->have += done;
	}
	return 0;
}

int part_restart(struct part *part)
{
	if (ftruncate(part->fd, 0) < 0)
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
