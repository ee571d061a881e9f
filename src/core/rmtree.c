/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "rmtree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static int remove_dir(int dir, const char *name, int depth);

static int remove_one(int dir, const char *name, int depth)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	/* Linux reports EISDIR for a directory, POSIX says EPERM. */
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	return remove_dir(dir, name, depth);
}

/* Archives may contain directories that their owner cannot write to. The descriptor is
 * used, not the name, which may have become a link. If this fails, removing reports it. */
static void allow_owner(int fd)
{
	struct stat st;
	char path[64];

	if (fstat(fd, &st) < 0 || (st.st_mode & 0700) == 0700)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (chmod(path, 0700) < 0)
		return;
}

/* Opens the directory for reading; *stream is NULL if it no longer exists. */
static int open_dir(int dir, const char *name, DIR **stream)
{
	_cleanup_close_ int fd =
		openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int reader, r;

	*stream = NULL;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	allow_owner(fd);
	reader = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (reader < 0)
		return -errno;
	*stream = fdopendir(reader);
	if (*stream)
		return 0;
	r = -errno;
	close(reader);
	return r;
}

static int remove_dir(int dir, const char *name, int depth)
{
	_cleanup_closedir_ DIR *stream = NULL;
	struct dirent *entry;
	int r;

	if (depth > RMTREE_DEPTH_MAX)
		return -ELOOP;
	r = open_dir(dir, name, &stream);
	if (r < 0 || !stream)
		return r;
	while (r == 0 && (errno = 0, entry = readdir(stream)))
		if (!is_dots(entry->d_name))
			r = remove_one(dirfd(stream), entry->d_name, depth + 1);
	if (r == 0 && errno)
		return -errno;
	if (r == 0 && unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		r = -errno;
	return r;
}

int rmtree_at(int dir, const char *name)
{
	return remove_one(dir, name, 0);
}
