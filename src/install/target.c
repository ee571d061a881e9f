/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

/* "/usr/local/cuda-12.4" for 12.4.1. */
static const char *system_path(struct session *app, const char *release)
{
	const char *dot = strchr(release, '.');
	size_t n = dot ? (size_t)(dot - release) + 1 + strcspn(dot + 1, ".")
		       : strlen(release);

	return arena_printf(&app->arena, "/usr/local/cuda-%.*s", (int)n, release);
}

/* Turns this: "./x/../em" into this: "/here/em". ".." leaves what a link leads to; where
 * nothing is, it takes back the part before. NULL with errno. */
static const char *absolute(struct session *app, const char *path)
{
	struct arena *arena = &app->arena;
	struct strv parts = strv_split(arena, path, '/');
	const char *clean = *path == '/' ? "/" : app->cwd;

	errno = *path ? ENOENT : EINVAL;
	if (!*path || !clean)
		return NULL;
	for (size_t i = 0; i < parts.n; i++) {
		const char *part = parts.v[i];

		if (streq(part, "..")) {
			char *real = realpath(clean, NULL);

			clean = path_parent(arena, real ? real : clean);
			free(real);
		} else if (*part && !streq(part, ".")) {
			clean = path_join(arena, clean, part);
		}
	}
	return clean;
}

/* Its lock and its stage stand beside it, under longer names. */
static bool last_part_usable(const char *path)
{
	const char *base = path_base(path);

	return *base && strlen(base) < 200;
}

int target_find(struct session *app, struct target *target, const char *release,
	const char *prefix, bool system)
{
	*target = (struct target){ 0 };
	if (system) {
		target->path = system_path(app, release);
		target->host = machine_host_nofollow(&app->machine, target->path);
	} else if (prefix) {
		target->path = target->host = absolute(app, prefix);
	} else if (app->dirs.root) {
		target->path = target->host = arena_printf(
			&app->arena, "%s/versions/%s", app->dirs.root, release);
	} else {
		out_warn(&app->out,
			"no user scope: neither CUDAENV_ROOT nor HOME is set; "
			"--prefix or --system tells where to install");
		return 1;
	}
	if (!target->host)
		return out_error(
			&app->out, -errno, "%s", target->path ? target->path : prefix);
	if (strpbrk(target->path, ":\n")) {
		out_warn(&app->out,
			"%s cannot be used: a path without `:' and newline is wanted",
			target->path);
		return 2;
	}
	if (*target->host != '/' || !last_part_usable(target->host)) {
		out_warn(&app->out,
			"%s cannot be used: a directory below / with a name under 200 bytes is wanted",
			target->path);
		return 2;
	}
	return 0;
}

static bool is_empty(int dir)
{
	_cleanup_closedir_ DIR *stream = fdopendir(dup(dir));
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (!is_dots(entry->d_name))
			return false;
	return stream != NULL;
}

void target_look(struct session *app, struct target *target)
{
	_cleanup_close_ int dir =
		open(target->host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int r;

	target->error = 0;
	if (dir < 0) {
		target->error = -errno;
		target->state = errno == ENOENT			     ? TARGET_FREE
				: errno == ELOOP || errno == ENOTDIR ? TARGET_FOREIGN
								     : TARGET_ERROR;
		return;
	}
	target->unfinished =
		faccessat(dir, RECORD_ADDING, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	r = record_read(&target->record, &app->arena, dir);
	target->error = r;
	target->state = r == 0		? TARGET_OURS
			: r != -ENOENT	? TARGET_DAMAGED
			: is_empty(dir) ? TARGET_FREE
					: TARGET_FOREIGN;
}

int record_complain(
	struct session *app, const struct record *record, const char *host, int error)
{
	if (error != -EBADMSG)
		return out_error(&app->out, error, "%s/%s", host, record->file);
	out_warn(&app->out,
		"%s/%s is damaged: which files are cudaenv's cannot be told any more",
		host, record->file);
	out_hint(&app->out,
		"  when nothing of yours is in that directory, remove it and install again");
	return 1;
}

int target_complain(struct session *app, const struct target *target)
{
	if (target->state == TARGET_ERROR)
		return out_error(&app->out, target->error, "%s", target->host);
	if (target->state == TARGET_DAMAGED)
		return record_complain(app, &target->record, target->host, target->error);
	out_warn(
		&app->out, "%s is there, and not from cudaenv: left alone", target->host);
	return 1;
}
