/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "observations.h"

#include "loadercache.h"

#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <grp.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>

struct answers *answers_new(struct arena *arena, enum origin origin)
{
	struct answers *answers = arena_new(arena, struct answers);

	*answers = (struct answers){ origin, strv_new(arena), strv_new(arena), "" };
	return answers;
}

void answer_keep(struct answers *answers, const char *key, const char *value)
{
	strv_add(&answers->keys, key);
	strv_add(&answers->values, value);
}

static const char *groups_text(struct arena *arena)
{
	struct str text = str_new(arena);
	gid_t list[256];
	int n = getgroups(ARRAY_SIZE(list), list);

	str_addf(&text, "%u", (unsigned)getegid());
	for (int i = 0; i < n; i++)
		str_addf(&text, " %u", (unsigned)list[i]);
	return text.s;
}

/* Opening is the strongest test that needs no rights; nothing is read or written. */
static int open_errno(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? errno : 0;
}

static const char *node_text(struct doctor *doctor, const char *path)
{
	bool live = doctor->answers->origin == ORIGIN_LIVE;
	const char *host = live ? arena_printf(doctor->arena, "%s%s",
					  doctor->answers->nodes_root, path)
				: machine_host(&doctor->machine, path);
	struct stat st;

	if (!host || stat(host, &st) < 0)
		return "";
	return arena_printf(doctor->arena, "%c %u %u %o %u %u %d",
		S_ISCHR(st.st_mode) ? 'c' : '-', major(st.st_rdev), minor(st.st_rdev),
		(unsigned)st.st_mode & 07777, (unsigned)st.st_uid, (unsigned)st.st_gid,
		live && S_ISCHR(st.st_mode) ? open_errno(host) : -1);
}

static const char *live_answer(struct doctor *doctor, const char *key)
{
	static struct utsname system;

	if (streq(key, "uname.release"))
		return uname(&system) == 0 ? system.release : NULL;
	if (streq(key, "libc"))
		return gnu_get_libc_version();
	if (streq(key, "uid"))
		return arena_printf(doctor->arena, "%u", (unsigned)geteuid());
	if (streq(key, "groups"))
		return groups_text(doctor->arena);
	return NULL;
}

/* What a directory can tell too. */
static const char *file_answer(struct doctor *doctor, const char *key)
{
	const char *node = skip_prefix(key, "node:");

	if (node)
		return node_text(doctor, node);
	if (streq(key, "loader"))
		return loadercache_read(&doctor->machine);
	return NULL;
}

bool answers_of_image(struct doctor *doctor)
{
	const char *origin = answer(doctor, "origin");

	return doctor->answers->origin == ORIGIN_IMAGE ||
	       (origin && streq(origin, "image"));
}

const char *answer(struct doctor *doctor, const char *key)
{
	struct answers *answers = doctor->answers;
	const char *value = NULL;

	for (size_t i = 0; i < answers->keys.n; i++)
		if (streq(answers->keys.v[i], key))
			return answers->values.v[i];
	if (answers->origin != ORIGIN_CAPTURED)
		value = file_answer(doctor, key);
	if (!value && answers->origin == ORIGIN_LIVE)
		value = live_answer(doctor, key);
	if (value)
		answer_keep(answers, arena_dup(doctor->arena, key), value);
	return value;
}
