/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "stage.h"

#include "core/rmtree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

/* Beside the toolkit. */
#define STAGE_NAME ".cudaenv-%s.new"
#define LOCK_NAME ".cudaenv-%s.lock"

static int open_dir(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int stage_lock(struct stage *stage, struct arena *arena, const char *target,
	void (*busy)(void *user), void *user)
{
	const char *parent = path_parent(arena, target);
	const char *lock;
	int r = dir_make(parent);

	*stage = (struct stage){
		.target = target,
		.base = path_base(target),
		.arena = arena,
		.parent = -1,
		.dir = -1,
		.lock = -1,
	};
	if (r < 0)
		return r;
	stage->name = arena_printf(arena, STAGE_NAME, stage->base);
	stage->parent = open_dir(AT_FDCWD, parent);
	if (stage->parent < 0)
		return stage->parent;
	lock = arena_printf(arena, LOCK_NAME, stage->base);
	stage->lock = openat(stage->parent, lock,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
	if (stage->lock < 0)
		return -errno;
	if (flock(stage->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return -errno;
	busy(user);
	while (flock(stage->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

void stage_sweep(struct arena *arena, const char *host)
{
	const char *base = path_base(host);
	_cleanup_close_ int parent = open_dir(AT_FDCWD, path_parent(arena, host));
	_cleanup_close_ int lock = -1;

	if (parent < 0)
		return;
	lock = openat(parent, arena_printf(arena, LOCK_NAME, base),
		O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) < 0 ||
		rmtree_at(parent, arena_printf(arena, STAGE_NAME, base)) < 0)
		return;
}

int stage_begin(struct stage *stage, bool adding)
{
	int r = rmtree_at(stage->parent, stage->name);

	if (r < 0)
		return r;
	if (mkdirat(stage->parent, stage->name, 0700) < 0)
		return -errno;
	stage->dir = open_dir(stage->parent, stage->name);
	if (stage->dir < 0)
		return stage->dir;
	if (!adding && (mkdirat(stage->dir, "tree", 0755) < 0 ||
			       fchmodat(stage->dir, "tree", 0755, 0) < 0))
		return -errno;
	return mkdirat(stage->dir, "unpack", 0700) < 0 ? -errno : 0;
}

int stage_publish(struct stage *stage, bool adding)
{
	/* All of it is on the disk before it gets its name. */
	if (syncfs(stage->dir) < 0)
		return -errno;
	if (adding && renameat2(stage->dir, "tree", stage->parent, stage->base,
			      RENAME_EXCHANGE) < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP ? -EINVAL : -errno;
	/* Replaces an empty directory, and refuses everything else that is there. */
	if (!adding && renameat(stage->dir, "tree", stage->parent, stage->base) < 0)
		return -errno;
	if (fsync(stage->parent) < 0 && errno != EINVAL && errno != ENOTSUP)
		return -errno;
	return 0;
}

int stage_retire(struct stage *stage)
{
	int r = rmtree_at(stage->parent, stage->name);

	if (r < 0)
		return r;
	if (renameat(stage->parent, stage->base, stage->parent, stage->name) < 0)
		return -errno;
	stage->dir = open_dir(stage->parent, stage->name);
	return fsync(stage->parent) < 0 && errno != EINVAL && errno != ENOTSUP ? -errno
									       : 0;
}

void stage_end(struct stage *stage)
{
	if (stage->dir >= 0) {
		close(stage->dir);
		/* What can't be removed now is swept by the next run. */
		if (rmtree_at(stage->parent, stage->name) < 0)
			stage->dir = -1;
	}
	if (stage->lock >= 0)
		close(stage->lock);
	if (stage->parent >= 0)
		close(stage->parent);
	stage->dir = stage->lock = stage->parent = -1;
}
