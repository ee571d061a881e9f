/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "observations.h"

#include "loadercache.h"

#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>

struct observations *observations_new(
	struct arena *arena, enum origin origin, const struct machine *machine)
{
	struct observations *observations = arena_new(arena, struct observations);

	*observations = (struct observations){ arena, origin, machine, "",
		strv_new(arena), strv_new(arena) };
	return observations;
}

void observation_add(
	struct observations *observations, const char *key, const char *value)
{
	strv_add(&observations->keys, key);
	strv_add(&observations->values, value);
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

/* Opening is the strongest test that needs no privileges. Nothing is read or written. */
static int open_errno(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? errno : 0;
}

static const char *node_text(const struct observations *observations, const char *path)
{
	struct arena *arena = observations->arena;
	bool live = observations->origin == ORIGIN_LIVE;
	const char *host =
		live ? arena_printf(arena, "%s%s", observations->nodes_root, path)
		     : machine_host(observations->machine, path);
	struct stat st;

	if (!host || stat(host, &st) < 0)
		return "";
	return arena_printf(arena, "%c %u %u %o %u %u %d",
		S_ISCHR(st.st_mode) ? 'c' : '-', major(st.st_rdev), minor(st.st_rdev),
		(unsigned)st.st_mode & 07777, (unsigned)st.st_uid, (unsigned)st.st_gid,
		live && S_ISCHR(st.st_mode) ? open_errno(host) : -1);
}

/* What only the running system shows. */
static const char *observe_live(struct arena *arena, const char *key)
{
	struct utsname system;
	struct rlimit limit;

	if (streq(key, "uname.release"))
		return uname(&system) == 0 ? arena_dup(arena, system.release) : NULL;
	if (streq(key, "libc"))
		return gnu_get_libc_version();
	if (streq(key, "uid"))
		return arena_printf(arena, "%u", (unsigned)geteuid());
	if (streq(key, "groups"))
		return groups_text(arena);
	if (streq(key, "limit.files") && getrlimit(RLIMIT_NOFILE, &limit) == 0)
		return arena_printf(arena, "%llu", (unsigned long long)limit.rlim_cur);
	return NULL;
}

/* Returns the release of the kernel that the image runs or would run: that of its /proc,
 * else the only one that has modules. */
static const char *image_kernel(const struct observations *observations)
{
	const struct machine *machine = observations->machine;
	struct strv releases;
	struct text text;

	if (machine_read_head(machine, "/proc/sys/kernel/osrelease", 256, &text) == 0 &&
		text.len)
		return arena_ndup(
			observations->arena, text.s, strcspn(text.s, " \t\r\n"));
	releases = machine_glob(machine, "", "/lib/modules/*/modules.dep");
	return releases.n == 1
		       ? path_base(path_parent(observations->arena, releases.v[0]))
		       : NULL;
}

/* Returns the version in the text that glibc prints about itself, "... stable release
 * version 2.36.". */
static const char *image_libc(const struct observations *observations)
{
	enum { LIBC_MAX = 4 << 20 };
	static const char *const files[] = { "/lib/x86_64-linux-gnu/libc.so.6",
		"/lib/aarch64-linux-gnu/libc.so.6", "/lib64/libc.so.6",
		"/usr/lib/libc.so.6" };
	static const char before[] = "GNU C Library", version[] = "release version ";

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct text text;
		const char *at;

		if (machine_read_head(observations->machine, files[i], LIBC_MAX, &text) <
			0)
			continue;
		at = memmem(text.s, text.len, before, strlen(before));
		at = at ? strstr(at, version) : NULL;
		if (!at)
			continue;
		at += strlen(version);
		return arena_ndup(observations->arena, at,
			strspn(at, "0123456789.") -
				(at[strspn(at, "0123456789.") - 1] == '.'));
	}
	return NULL;
}

/* What a directory shows, too. */
static const char *observe_files(const struct observations *observations, const char *key)
{
	const char *node = skip_prefix(key, "node:");

	if (node)
		return node_text(observations, node);
	if (streq(key, "loader"))
		return loadercache_read(observations->machine);
	if (observations->origin == ORIGIN_IMAGE && streq(key, "uname.release"))
		return image_kernel(observations);
	if (observations->origin == ORIGIN_IMAGE && streq(key, "libc"))
		return image_libc(observations);
	return NULL;
}

bool observations_of_image(struct observations *observations)
{
	const char *origin = observation(observations, "origin");

	return observations->origin == ORIGIN_IMAGE || (origin && streq(origin, "image"));
}

const char *observation(struct observations *observations, const char *key)
{
	const char *value = NULL;

	for (size_t i = 0; i < observations->keys.n; i++)
		if (streq(observations->keys.v[i], key))
			return observations->values.v[i];
	if (observations->origin != ORIGIN_CAPTURED)
		value = observe_files(observations, key);
	if (!value && observations->origin == ORIGIN_LIVE)
		value = observe_live(observations->arena, key);
	if (value)
		observation_add(observations, arena_dup(observations->arena, key), value);
	return value;
}
