/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ownership.h"

#include "core/path.h"

/* In a sticky directory, users can only replace files of their own. */
static bool others_can_change(const struct stat *st, uid_t user)
{
	if (st->st_uid != 0 && st->st_uid != user)
		return true;
	return user == 0 && (st->st_mode & 022) != 0 &&
	       !(S_ISDIR(st->st_mode) && st->st_mode & S_ISVTX);
}

/* Sets *linked when a component of the path is a link: its target is checked on its own. */
static const char *problem_above(
	const struct machine *machine, uid_t user, const char *path, bool *linked)
{
	for (;; path = path_parent(machine->arena, path)) {
		struct stat st;

		if (machine_lstat(machine, path, &st) == 0) {
			if (S_ISLNK(st.st_mode))
				*linked = true;
			else if (others_can_change(&st, user))
				return arena_printf(machine->arena,
					"%s (owner uid %u, mode %04o) can be changed by another user",
					path, (unsigned)st.st_uid,
					(unsigned)st.st_mode & 07777);
		}
		if (streq(path, "/") || !strchr(path, '/'))
			return NULL;
	}
}

const char *ownership_problem(const struct machine *machine, uid_t user, const char *path)
{
	/* A capture does not need the directories: nothing is used on the machine that it
	 * is replayed on. */
	struct machine unrecorded = *machine;
	const char *problem, *real;
	bool linked = false;

	unrecorded.seen = unrecorded.read = NULL;
	problem = problem_above(&unrecorded, user, path, &linked);
	real = problem || !linked ? NULL : machine_real(&unrecorded, path);
	return real ? problem_above(&unrecorded, user, real, &linked) : problem;
}
