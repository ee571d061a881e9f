/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "stage.h"

#include "core/rmtree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#define STAGE_NAME ".cudaenv-%s.new"
#define RETIRED_NAME ".cudaenv-%s.old"
#define LOCK_NAME ".cudaenv-%s.lock"

static int open_dir(int at, const char *name, int flags)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);

	return fd < 0 ? -errno : fd;
}

static struct stage stage_at(struct arena *arena, const char *target)
{
	const char *base = path_base(target);

	return (struct stage){
		.target = target,
		.base = base,
		.name = arena_printf(arena, STAGE_NAME, base),
		.retired = arena_printf(arena, RETIRED_NAME, base),
		.arena = arena,
		.parent = open_dir(AT_FDCWD, path_parent(arena, target), 0),
		.dir = -1,
		.lock = -1,
	};
}

static int open_lock(const struct stage *stage, int flags)
{
	return openat(stage->parent, arena_printf(stage->arena, LOCK_NAME, stage->base),
		O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags, 0666);
}

int stage_lock(struct stage *stage, struct arena *arena, const char *target,
	void (*busy)(void *user), void *user)
{
	int r = dir_make(path_parent(arena, target));

	*stage = stage_at(arena, target);
	if (r < 0 || stage->parent < 0)
		return r < 0 ? r : stage->parent;
	stage->lock = open_lock(stage, O_CREAT);
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

bool stage_try_lock(struct stage *stage, struct arena *arena, const char *target)
{
	*stage = stage_at(arena, target);
	if (stage->parent >= 0)
		stage->lock = open_lock(stage, 0);
	return stage->lock >= 0 && flock(stage->lock, LOCK_EX | LOCK_NB) == 0;
}

int stage_begin(struct stage *stage, bool adding)
{
	int r = rmtree_at(stage->parent, stage->name);

	if (r < 0)
		return r;
	if (mkdirat(stage->parent, stage->name, 0700) < 0)
		return -errno;
	stage->dir = open_dir(stage->parent, stage->name, O_NOFOLLOW);
	if (stage->dir < 0)
		return stage->dir;
	if (!adding && (mkdirat(stage->dir, "tree", 0755) < 0 ||
			       fchmodat(stage->dir, "tree", 0755, 0) < 0))
		return -errno;
	return mkdirat(stage->dir, "unpack", 0700) < 0 ? -errno : 0;
}

static int sync_parent(const struct stage *stage)
{
	return fsync(stage->parent) < 0 && errno != EINVAL && errno != ENOTSUP ? -errno
									       : 0;
}

int stage_publish(struct stage *stage, bool adding)
{
	/* All of it is on the disk before it gets its name. */
	if (syncfs(stage->dir) < 0)
		return -errno;
	if (adding && renameat2(stage->dir, "tree", stage->parent, stage->base,
			      RENAME_EXCHANGE) < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP ? -EINVAL : -errno;
	/* Replaces an empty directory, and refuses everything else. */
	if (!adding && renameat(stage->dir, "tree", stage->parent, stage->base) < 0)
		return -errno;
	return sync_parent(stage);
}

int stage_replace(struct stage *stage)
{
	if (syncfs(stage->dir) < 0)
		return -errno;
	/* Under that name first: whichever of the two is there after a kill is removed. */
	if (renameat(stage->dir, "tree", stage->parent, stage->retired) < 0)
		return -errno;
	if (renameat2(stage->parent, stage->retired, stage->parent, stage->base,
		    RENAME_EXCHANGE) < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP ? -EINVAL : -errno;
	return sync_parent(stage);
}

int stage_retire(struct stage *stage)
{
	if (renameat(stage->parent, stage->base, stage->parent, stage->retired) < 0)
		return -errno;
	return sync_parent(stage);
}

void stage_end(struct stage *stage)
{
	close_fd(&stage->dir);
	close_fd(&stage->lock);
	close_fd(&stage->parent);
	stage->dir = stage->lock = stage->parent = -1;
}
