/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "removal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#define DEPTH_MAX 64

static DIR *open_dir(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (!stream && fd >= 0)
		close(fd);
	return stream;
}

static bool is_dots(const char *name)
{
	return streq(name, ".") || streq(name, "..");
}

static int remove_dir(int dir, const char *name, int depth);

static int remove_one(int dir, const char *name, int depth)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	return remove_dir(dir, name, depth);
}

/* Archives may hold directories without permission to write. What is changed is what was
 * looked at, not what has the name by then: a link could. Where it fails, removing tells.
 */
static void allow_all(int fd)
{
	struct stat st;
	char path[64];

	if (fstat(fd, &st) < 0 || (st.st_mode & 0700) == 0700)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (chmod(path, 0700) < 0)
		return;
}

static int remove_dir(int dir, const char *name, int depth)
{
	_cleanup_closedir_ DIR *stream = NULL;
	_cleanup_close_ int fd = -1;
	struct dirent *entry;
	int r = 0;

	if (depth > DEPTH_MAX)
		return -ELOOP;
	fd = openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	allow_all(fd);
	stream = open_dir(fd, ".");
	if (!stream)
		return -errno;
	while (r == 0 && (entry = readdir(stream)))
		if (!is_dots(entry->d_name))
			r = remove_one(dirfd(stream), entry->d_name, depth + 1);
	if (r == 0 && unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		r = -errno;
	return r;
}

int tree_remove(int dir, const char *name)
{
	return remove_one(dir, name, 0);
}

static int link_dir(int from_dir, const char *from, int to_dir, const char *to, int depth)
{
	_cleanup_closedir_ DIR *stream = open_dir(from_dir, from);
	_cleanup_close_ int target = -1;
	struct dirent *entry;
	struct stat st;
	int r = 0;

	if (!stream || fstat(dirfd(stream), &st) < 0)
		return -errno;
	if (depth > DEPTH_MAX)
		return -ELOOP;
	if (mkdirat(to_dir, to, 0700) < 0)
		return -errno;
	target = openat(to_dir, to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return -errno;
	while (r == 0 && (entry = readdir(stream))) {
		if (is_dots(entry->d_name))
			continue;
		if (linkat(dirfd(stream), entry->d_name, target, entry->d_name, 0) == 0)
			continue;
		r = -errno;
		if (r == -EPERM) /* what linkat says of a directory */
			r = link_dir(dirfd(stream), entry->d_name, target, entry->d_name,
				depth + 1);
		if (r == -ENOTDIR)
			r = -EPERM;
	}
	if (r == 0 && fchmod(target, st.st_mode & 07777) < 0)
		r = -errno;
	return r;
}

int tree_link(int from_dir, const char *from, int to_dir, const char *to)
{
	return link_dir(from_dir, from, to_dir, to, 0);
}

static void close_keeping_errno(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

int tree_open_parent(int dir, const char *path, const char **name)
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
