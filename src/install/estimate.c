/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "estimate.h"
#include "size.h"

#include <sys/statvfs.h>

#define UNPACKED_RATIO 3 /* bytes on disk per byte of an archive */

static bool at_hand(const struct source *source, const struct package *package)
{
	int fd = source->kind->file(source, package) ? -1
						     : store_get(&source->store, package);
	bool here = fd >= 0 || source->kind->file(source, package);

	close_fd(&fd);
	return here;
}

struct estimate estimate_of(
	const struct source *source, const struct plan *plan, bool local)
{
	struct estimate estimate = { 0 };

	for (size_t i = 0; i < plan->n; i++) {
		estimate.packed += plan->packages[i]->size;
		if (!local && !at_hand(source, plan->packages[i]))
			estimate.fetch += plan->packages[i]->size;
	}
	estimate.unpacked = estimate.packed * UNPACKED_RATIO;
	return estimate;
}

/* Returns the free bytes where `path` is or will be, and the file system's number in *id. */
static long long free_bytes(struct arena *arena, const char *path, unsigned long *id)
{
	struct statvfs fs;

	while (statvfs(path, &fs) < 0) {
		if (streq(path, "/") || streq(path, "."))
			return -1;
		path = path_parent(arena, path);
	}
	*id = fs.f_fsid;
	return (long long)fs.f_bavail * (long long)fs.f_frsize;
}

static enum status complain(
	struct session *session, const char *where, long long need, long long have)
{
	out_warn(&session->out, "not enough space in %s: about %s needed, %s free", where,
		size_text(&session->arena, need), size_text(&session->arena, have));
	return STATUS_FAILED;
}

enum status estimate_check(
	const struct estimate *estimate, const struct source *source, const char *target)
{
	struct session *session = source->session;
	const char *cache = source->store.dir;
	unsigned long of_target = 0, of_cache = 1;
	long long in_target = free_bytes(&session->arena, target, &of_target);
	long long in_cache = free_bytes(&session->arena, cache, &of_cache);
	bool same = of_target == of_cache;
	long long need = estimate->unpacked + (same ? estimate->fetch : 0);

	if (in_target >= 0 && need > in_target)
		return complain(session, target, need, in_target);
	if (!same && in_cache >= 0 && estimate->fetch > in_cache)
		return complain(session, cache, estimate->fetch, in_cache);
	return STATUS_DONE;
}
