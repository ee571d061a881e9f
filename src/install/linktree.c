/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "linktree.h"

#include <errno.h>
#include <fcntl.h>
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

static int pcie_link_dir(
	int from_dir, const char *from, int to_dir, const char *to, int depth)
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
		if (r == -EPERM) /* linkat(2) reports this for a directory */
			r = pcie_link_dir(dirfd(stream), entry->d_name, target,
				entry->d_name, depth + 1);
		if (r == -ENOTDIR)
			r = -EPERM;
	}
	if (r == 0 && fchmod(target, st.st_mode & 07777) < 0)
		r = -errno;
	return r;
}

int linktree_at(int from_dir, const char *from, int to_dir, const char *to)
{
	return pcie_link_dir(from_dir, from, to_dir, to, 0);
}
