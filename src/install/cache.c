/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "app.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

/* Being written by an install that runs now? */
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

static int list(struct session *app, const char *where, int dir, const struct strv *names)
{
	long long all = 0;
	struct stat st;

	for (size_t i = 0; i < names->n; i++) {
		if (fstatat(dir, names->v[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		all += st.st_size;
		out_print(&app->out, "%10s  %s\n", size_text(&app->arena, st.st_size),
			out_name(&app->out, names->v[i]));
	}
	out_warn(&app->out, "%zu files, %s in %s", names->n, size_text(&app->arena, all),
		where);
	return 0;
}

static int prune(struct session *app, const char *where, int dir,
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
			out_print(&app->out, "%s/%s\n", out_name(&app->out, where),
				out_name(&app->out, names->v[i]));
		} else if (unlinkat(dir, names->v[i], 0) < 0) {
			status = out_error(&app->out, -errno, "cannot remove %s/%s",
				where, names->v[i]);
			continue;
		}
		freed += st.st_size;
	}
	out_warn(&app->out, "%s %s", size_text(&app->arena, freed),
		dry_run ? "would be freed" : "freed");
	return status;
}

/* The downloads, by their names; what else somebody has put there is not ours. */
static struct strv names_in(struct session *app, int dir)
{
	_cleanup_closedir_ DIR *stream = dir < 0 ? NULL : fdopendir(dup(dir));
	struct strv names = strv_new(&app->arena);
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (store_name_valid(entry->d_name))
			strv_add(&names, arena_dup(&app->arena, entry->d_name));
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	return names;
}

enum status verb_cache(struct session *app, int argc, char **argv)
{
	bool dry_run = false;
	const struct opt opts[] = {
		OPT_FLAG('n', "dry-run", &dry_run, "tell what would be removed"),
		OPT_END,
	};
	const char *where, *verb;
	_cleanup_close_ int dir = -1;
	struct strv names;
	enum status status;

	if (!opt_parse(&app->out, &app->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	if (!app->dirs.cache) {
		out_warn(&app->out,
			"there is no cache: neither CUDAENV_CACHE nor HOME is set");
		return 1;
	}
	verb = argc > 1 ? argv[1] : "list";
	if (!streq(verb, "list") && !streq(verb, "prune"))
		return opt_wrong(
			&app->out, &app->usage, "`list' or `prune', not `%s'", verb);
	where = path_join(&app->arena, app->dirs.cache, STORE_ARCHIVES);
	dir = store_open_dir(where);
	if (dir == -EPERM || dir == -ELOOP || dir == -ENOTDIR) {
		out_warn(&app->out, "%s is no directory of this user's alone: left alone",
			where);
		return 1;
	}
	if (dir < 0 && dir != -ENOENT)
		return out_error(&app->out, dir, "%s", where);
	names = names_in(app, dir);
	return streq(verb, "list") ? list(app, where, dir, &names)
				   : prune(app, where, dir, &names, dry_run);
}
