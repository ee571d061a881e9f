/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/str.h"
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#define RETRIES_MAX 100
#define LINKS_MAX 40 /* the kernel's limit, path_resolution(7) */

struct machine machine_running(struct arena *arena)
{
	return (struct machine){ .root = "", .arena = arena };
}

int machine_init(struct machine *machine, struct arena *arena, const char *sysroot)
{
	char *real;

	*machine = machine_running(arena);
	if (!sysroot || !*sysroot)
		return 0;
	real = realpath(sysroot, NULL);
	if (!real)
		return -errno;
	machine->root = streq(real, "/") ? "" : arena_dup(arena, real);
	free(real);
	return !*machine->root || path_is_dir(machine->root) ? 0 : -ENOTDIR;
}

bool machine_is_foreign(const struct machine *machine)
{
	return *machine->root != '\0';
}

/* Resolves `path` inside the root, component by component, as the kernel does in a
 * chroot. */
static char *follow(const struct machine *machine, const char *path, bool follow_last)
{
	struct str done = str_new(machine->arena);
	int links = 0;

	while (*path) {
		size_t n = strcspn(path, "/");
		const char *rest = path + n, *target;
		size_t before = done.len;

		rest += strspn(rest, "/");
		if (n == 0 || (n == 1 && *path == '.')) {
			path = rest;
			continue;
		}
		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (done.len && done.s[--done.len] != '/')
				;
			done.s[done.len] = '\0';
			path = rest;
			continue;
		}
		str_addc(&done, '/');
		str_addn(&done, path, n);
		path = rest;
		if (!*rest && !follow_last)
			break;
		target = path_readlink(machine->arena,
			arena_printf(machine->arena, "%s%s", machine->root, done.s));
		if (!target)
			continue;
		if (++links > LINKS_MAX) {
			errno = ELOOP;
			return NULL;
		}
		done.len = *target == '/' ? 0 : before;
		done.s[done.len] = '\0';
		path = arena_printf(machine->arena, "%s/%s", target, rest);
	}
	return done.len ? done.s : arena_dup(machine->arena, "/");
}

static void keep(const struct machine *machine, struct strv *list, const char *path)
{
	if (list && !strv_has(list, path))
		strv_add(list, arena_dup(machine->arena, path));
}

static void note(const struct machine *machine, const char *path)
{
	keep(machine, machine->seen, path);
}

char *machine_real(const struct machine *machine, const char *path)
{
	char *real, *copy;

	note(machine, path);
	if (machine_is_foreign(machine)) {
		real = follow(machine, path, true);
		if (real &&
			access(arena_printf(machine->arena, "%s%s", machine->root, real),
				F_OK) < 0)
			return NULL;
		return real;
	}
	real = realpath(path, NULL);
	copy = real ? arena_dup(machine->arena, real) : NULL;
	free(real);
	return copy;
}

char *machine_host(const struct machine *machine, const char *path)
{
	char *real;

	if (!machine_is_foreign(machine))
		return arena_dup(machine->arena, path);
	real = follow(machine, path, true);
	return real ? arena_printf(machine->arena, "%s%s", machine->root, real) : NULL;
}

char *machine_host_nofollow(const struct machine *machine, const char *path)
{
	char *real;

	note(machine, path);
	if (!machine_is_foreign(machine))
		return arena_dup(machine->arena, path);
	real = follow(machine, path, false);
	return real ? arena_printf(machine->arena, "%s%s", machine->root, real) : NULL;
}

/* Opens a file of a foreign machine. The kernel resolves the path in the root, so that a
 * link that changes in the meantime cannot escape. Returns the descriptor or a negative
 * errno: -ENOSYS if the kernel cannot do this. */
static int open_inside(const struct machine *machine, const char *path, int flags)
{
#ifdef SYS_openat2
	struct open_how how = { .flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT };
	_cleanup_close_ int root = open(machine->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = -1;

	if (root < 0)
		return -errno;
	/* EAGAIN: a directory was renamed during the resolution of "..". */
	for (int tries = 0; tries < RETRIES_MAX; tries++) {
		fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	if (fd >= 0)
		return fd;
	/* EPERM: a sandbox that does not know the system call. */
	return errno == EPERM ? -ENOSYS : -errno;
#else
	(void)machine;
	(void)path;
	(void)flags;
	return -ENOSYS;
#endif
}

/* Opens a file of any machine. */
static int open_on(const struct machine *machine, const char *path, int flags)
{
	const char *host;
	int fd =
		machine_is_foreign(machine) ? open_inside(machine, path, flags) : -ENOSYS;

	if (fd != -ENOSYS)
		return fd;
	host = flags & O_NOFOLLOW ? machine_host_nofollow(machine, path)
				  : machine_host(machine, path);
	fd = host ? open(host, flags | O_CLOEXEC) : -1;
	return fd < 0 ? -errno : fd;
}

int machine_open_dir(const struct machine *machine, const char *path)
{
	note(machine, path);
	return open_on(machine, path, O_RDONLY | O_DIRECTORY);
}

static int stat_inside(
	const struct machine *machine, const char *path, int flags, struct stat *st)
{
	_cleanup_close_ int fd = open_on(machine, path, O_PATH | flags);

	if (fd < 0)
		return fd;
	return fstat(fd, st) < 0 ? -errno : 0;
}

int machine_stat(const struct machine *machine, const char *path, struct stat *st)
{
	note(machine, path);
	if (machine_is_foreign(machine))
		return stat_inside(machine, path, 0, st);
	return stat(path, st) < 0 ? -errno : 0;
}

int machine_lstat(const struct machine *machine, const char *path, struct stat *st)
{
	note(machine, path);
	if (machine_is_foreign(machine))
		return stat_inside(machine, path, O_NOFOLLOW, st);
	return lstat(path, st) < 0 ? -errno : 0;
}

/* Examined before and after opening, as in file_open_regular(). */
static int read_inside(
	const struct machine *machine, const char *path, size_t max, struct text *text)
{
	_cleanup_close_ int file = open_on(machine, path, O_PATH);
	_cleanup_close_ int fd = -1;
	int r = file < 0 ? file : fd_check_regular(file);

	if (r < 0)
		return r;
	fd = open_on(machine, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	r = fd < 0 ? fd : fd_check_regular(fd);
	return r < 0 ? r : fd_read_head(machine->arena, fd, max, text);
}

int machine_read_head(
	const struct machine *machine, const char *path, size_t max, struct text *text)
{
	note(machine, path);
	keep(machine, machine->read, path);
	if (machine_is_foreign(machine))
		return read_inside(machine, path, max, text);
	return file_read_head(machine->arena, AT_FDCWD, path, max, text);
}

bool machine_is_dir(const struct machine *machine, const char *path)
{
	struct stat st;

	return machine_stat(machine, path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool machine_is_file(const struct machine *machine, const char *path)
{
	struct stat st;

	return machine_stat(machine, path, &st) == 0 && S_ISREG(st.st_mode);
}

char *machine_readlink(const struct machine *machine, const char *path)
{
	_cleanup_close_ int fd = -1;
	char target[PATH_MAX];
	ssize_t n;

	note(machine, path);
	if (!machine_is_foreign(machine))
		return path_readlink(machine->arena, path);
	fd = open_on(machine, path, O_PATH | O_NOFOLLOW);
	n = fd < 0 ? -1 : readlinkat(fd, "", target, sizeof(target));
	return n < 0 || n == sizeof(target)
		       ? NULL
		       : arena_ndup(machine->arena, target, (size_t)n);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct strv machine_list(const struct machine *machine, const char *path)
{
	struct strv names = strv_new(machine->arena);
	int fd = machine_open_dir(machine, path);
	_cleanup_closedir_ DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (fd >= 0 && !dir)
		close(fd);
	while (dir && (entry = readdir(dir)))
		if (!is_dots(entry->d_name))
			strv_add(&names, arena_dup(machine->arena, entry->d_name));
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_bytes);
	return names;
}

/* `quiet` records nothing: only the paths that match are recorded, not those examined on
 * the way. */
static void glob_into(const struct machine *machine, const struct machine *quiet,
	const char *done, const char *rest, struct strv *found)
{
	size_t n;
	char *part;

	rest += strspn(rest, "/");
	if (!*rest) {
		note(machine, *done ? done : "/");
		strv_add(found, *done ? done : "/");
		return;
	}
	n = strcspn(rest, "/");
	part = arena_ndup(machine->arena, rest, n);
	rest += n;
	if (!strpbrk(part, "*?[\\")) {
		char *path = arena_printf(machine->arena, "%s/%s", done, part);
		struct stat st;

		if (machine_stat(quiet, path, &st) == 0)
			glob_into(machine, quiet, path, rest, found);
		return;
	}
	struct strv names = machine_list(quiet, *done ? done : "/");

	for (size_t i = 0; i < names.n; i++) {
		if (fnmatch(part, names.v[i], FNM_PERIOD) != 0)
			continue;
		char *path = arena_printf(machine->arena, "%s/%s", done, names.v[i]);

		if (!*rest || machine_is_dir(quiet, path))
			glob_into(machine, quiet, path, rest, found);
	}
}

struct strv machine_glob(
	const struct machine *machine, const char *dir, const char *pattern)
{
	struct machine quiet = { .root = machine->root, .arena = machine->arena };
	struct strv found = strv_new(machine->arena);

	glob_into(machine, &quiet, dir, pattern, &found);
	return found;
}
