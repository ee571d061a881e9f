/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

static int regular(const struct stat *st)
{
	if (S_ISREG(st->st_mode))
		return 0;
	return S_ISDIR(st->st_mode) ? -EISDIR : -ENOTSUP;
}

int fd_check_regular(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? -errno : regular(&st);
}

int file_open_regular(int dir, const char *path)
{
	struct stat st;
	int fd, r;

	/* Examined before, because opening a device can have effects, and again after. */
	if (fstatat(dir, path, &st, 0) < 0)
		return -errno;
	r = regular(&st);
	if (r < 0)
		return r;
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	r = fd_check_regular(fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

ssize_t fd_fill(int fd, char *buffer, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, buffer + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Most files are small: the first block is read into the stack, so that the arena has no
 * more than needed. */
int fd_read_head(struct arena *arena, int fd, size_t max, struct text *text)
{
	char first[4096], *buffer = first;
	size_t cap = max < sizeof(first) ? max : sizeof(first);
	size_t len = 0;

	for (;;) {
		ssize_t n = fd_fill(fd, buffer + len, cap - len);
		char *old = buffer;

		if (n < 0)
			return (int)n;
		len += (size_t)n;
		if (len < cap || cap == max)
			break;
		cap = cap < max / 4 ? cap * 4 : max;
		buffer = arena_alloc(arena, cap + 1);
		memcpy(buffer, old, len);
	}
	if (buffer == first)
		buffer = arena_ndup(arena, first, len);
	buffer[len] = '\0';
	*text = (struct text){ buffer, len };
	return 0;
}

int fd_read(struct arena *arena, int fd, size_t max, struct text *text)
{
	int r = fd_read_head(arena, fd, max + 1, text);

	if (r == 0 && text->len > max)
		return -EFBIG;
	return r;
}

int fd_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_read(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text)
{
	_cleanup_close_ int fd = file_open_regular(dir, path);

	return fd < 0 ? fd : fd_read(arena, fd, max, text);
}

int file_read_head(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text)
{
	_cleanup_close_ int fd = file_open_regular(dir, path);

	return fd < 0 ? fd : fd_read_head(arena, fd, max, text);
}

/* Returns an unused name in the same directory: "/p/.cudaenv-5d1f0c9a3b7e" for
 * "/p/.cuda-version". It is short, so that there is one for a name of 255 bytes, too. */
static char *temporary_name(struct arena *arena, const char *path)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random)) {
		struct timespec now;

		clock_gettime(CLOCK_REALTIME, &now);
		random = (uint64_t)now.tv_nsec ^ ((uint64_t)now.tv_sec << 20) ^
			 ((uint64_t)getpid() << 44);
	}
	return arena_printf(arena, "%s/.cudaenv-%012llx", path_parent(arena, path),
		(unsigned long long)(random & 0xffffffffffff));
}

static int write_new(
	int dir, const char *name, const char *s, size_t len, const mode_t *mode)
{
	int fd = openat(
		dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	int r;

	if (fd < 0)
		return -errno;
	r = fd_write_all(fd, s, len);
	if (r == 0 && mode && fchmod(fd, *mode) < 0)
		r = -errno;
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

static int sync_fd(int fd)
{
	/* Some network file systems cannot sync a directory; the rename must suffice there. */
	return fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP ? -errno : 0;
}

/* Holds back the signals that a user sends, so that Ctrl-C leaves no temporary file. */
static void hold_signals(sigset_t *before)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, before);
}

int file_replace_at(int dir, const char *name, const char *s, size_t len)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	const char *temporary = path_base(temporary_name(&scratch, name));
	struct stat st;
	bool exists = fstatat(dir, name, &st, 0) == 0;
	mode_t mode = exists ? st.st_mode & 0777 : 0;
	sigset_t before;
	int r;

	if (exists && !S_ISREG(st.st_mode))
		return regular(&st);
	hold_signals(&before);
	r = write_new(dir, temporary, s, len, exists ? &mode : NULL);
	if (r == 0 && renameat(dir, temporary, dir, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(dir, temporary, 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return r < 0 ? r : sync_fd(dir);
}

int file_replace(const char *path, const char *s, size_t len)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	_cleanup_close_ int dir =
		open(path_parent(&scratch, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return dir < 0 ? -errno : file_replace_at(dir, path_base(path), s, len);
}

int link_replace_at(int dir, const char *name, const char *target)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	const char *temporary = path_base(temporary_name(&scratch, name));
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISLNK(st.st_mode))
		return -EEXIST;
	if (symlinkat(target, dir, temporary) < 0)
		return -errno;
	if (renameat(dir, temporary, dir, name) < 0) {
		int r = -errno;

		unlinkat(dir, temporary, 0);
		return r;
	}
	return sync_fd(dir);
}

int link_replace(const char *path, const char *target)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	_cleanup_close_ int dir =
		open(path_parent(&scratch, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return dir < 0 ? -errno : link_replace_at(dir, path_base(path), target);
}

int dir_make(const char *path)
{
	_cleanup_(arena_release) struct arena scratch = { 0 };
	char *p = arena_dup(&scratch, path);

	for (char *slash = p + 1; *p; slash++) {
		char saved = *slash;

		if (saved && saved != '/')
			continue;
		*slash = '\0';
		if (mkdir(p, 0755) < 0 && errno != EEXIST) {
			int r = -errno;

			if (!path_is_dir(p))
				return r;
		}
		*slash = saved;
		if (!saved)
			break;
	}
	return path_is_dir(path) ? 0 : -ENOTDIR;
}

int dir_sync(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : sync_fd(fd);
}

static void close_keeping_errno(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

int dir_open_parent(int dir, const char *path, const char **name)
{
	int parent = openat(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *slash;

	for (; parent >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char part[NAME_MAX + 1];
		size_t n = (size_t)(slash - path);
		int next = -1;

		if (n > NAME_MAX) {
			errno = ENAMETOOLONG;
		} else {
			memcpy(part, path, n);
			part[n] = '\0';
			next = openat(parent, part,
				O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		}
		close_keeping_errno(parent);
		parent = next;
	}
	*name = path;
	return parent < 0 ? -errno : parent;
}
