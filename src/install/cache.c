/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "subcommand.h"
#include "store.h"
#include "size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

/* Is it being written by a running install? */
static bool in_use(int dir, const char *name)
{
	_cleanup_close_ int fd =
		openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

static bool is_part(const char *name)
{
	size_t n = strlen(name), m = strlen(STORE_PART);

	return n > m && streq(name + n - m, STORE_PART);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status list(
	struct session *session, const char *where, int dir, const struct strv *names)
{
	long long all = 0;
	struct stat st;

	for (size_t i = 0; i < names->n; i++) {
		if (fstatat(dir, names->v[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		all += st.st_size;
		out_print(&session->out, "%10s  %s\n",
			size_text(&session->arena, st.st_size),
			out_name(&session->out, names->v[i]));
	}
	out_warn(&session->out, "%zu files, %s in %s", names->n,
		size_text(&session->arena, all), where);
	return STATUS_DONE;
}

static enum status prune(struct session *session, const char *where, int dir,
	const struct strv *names, bool dry_run)
{
	long long freed = 0;
	struct stat st;
	int status = 0;

	for (size_t i = 0; i < names->n; i++) {
		if (fstatat(dir, names->v[i], &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			(is_part(names->v[i]) && in_use(dir, names->v[i])))
			continue;
		if (dry_run) {
			out_print(&session->out, "%s/%s\n",
				out_name(&session->out, where),
				out_name(&session->out, names->v[i]));
		} else if (unlinkat(dir, names->v[i], 0) < 0) {
			status = out_error(&session->out, -errno, "cannot remove %s/%s",
				where, names->v[i]);
			continue;
		}
		freed += st.st_size;
	}
	out_warn(&session->out, "%s %s", size_text(&session->arena, freed),
		dry_run ? "would be freed" : "freed");
	return status;
}

/* Returns the downloads, which have names of a known form; other files are the user's. */
static struct strv names_in(struct session *session, int dir)
{
	_cleanup_closedir_ DIR *stream = dir < 0 ? NULL : fdopendir(dup(dir));
	struct strv names = strv_new(&session->arena);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (store_name_valid(entry->d_name))
			strv_add(&names, arena_dup(&session->arena, entry->d_name));
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	return names;
}

enum status subcommand_cache(struct session *session, int argc, char **argv)
{
	bool dry_run = false;
	const struct opt opts[] = {
		OPT_FLAG('n', "dry-run", &dry_run, "report what would be removed"),
		OPT_END,
	};
	const char *where, *action;
	_cleanup_close_ int dir = -1;
	struct strv names;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	if (!session->dirs.cache) {
		out_warn(&session->out,
			"there is no cache: neither CUDAENV_CACHE nor HOME is set");
		return STATUS_FAILED;
	}
	action = argc > 1 ? argv[1] : "list";
	if (!streq(action, "list") && !streq(action, "prune"))
		return opt_wrong(&session->out, &session->usage,
			"`list' or `prune', not `%s'", action);
	where = path_join(&session->arena, session->dirs.cache, STORE_ARCHIVES);
	dir = store_open_dir(where);
	if (dir == -EPERM || dir == -ELOOP || dir == -ENOTDIR) {
		out_warn(&session->out,
			"%s is not touched: it is not a directory that only this user can write to",
			where);
		return STATUS_FAILED;
	}
	if (dir < 0 && dir != -ENOENT)
		return out_error(&session->out, dir, "%s", where);
	names = names_in(session, dir);
	return streq(action, "list") ? list(session, where, dir, &names)
				     : prune(session, where, dir, &names, dry_run);
}
