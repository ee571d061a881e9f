/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

/* Returns "/usr/local/cuda-12.4" for 12.4.1. */
static const char *system_path(struct session *session, const char *release)
{
	const char *dot = strchr(release, '.');
	size_t n = dot ? (size_t)(dot - release) + 1 + strcspn(dot + 1, ".")
		       : strlen(release);

	return arena_printf(&session->arena, "/usr/local/cuda-%.*s", (int)n, release);
}

/* Turns "./x/../em" into "/here/em". ".." leaves the target of a link; after a missing
 * component, it removes that. Returns NULL with errno. */
static const char *absolute(struct session *session, const char *path)
{
	struct arena *arena = &session->arena;
	struct strv parts = strv_split(arena, path, '/');
	const char *clean = *path == '/' ? "/" : session->cwd;

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

/* Its lock and its stage are next to it, with longer names. */
static bool last_part_usable(const char *path)
{
	const char *base = path_base(path);

	return *base && strlen(base) < 200;
}

enum status target_find(struct session *session, struct target *target,
	const char *release, const char *prefix, bool system)
{
	*target = (struct target){ 0 };
	if (system) {
		target->path = system_path(session, release);
		target->host = machine_host_nofollow(&session->machine, target->path);
	} else if (prefix) {
		target->path = target->host = absolute(session, prefix);
	} else if (session->dirs.root) {
		target->path = target->host = arena_printf(
			&session->arena, "%s/versions/%s", session->dirs.root, release);
	} else {
		out_warn(&session->out,
			"no user scope: neither CUDAENV_ROOT nor HOME is set; "
			"use --prefix or --system");
		return STATUS_FAILED;
	}
	if (!target->host)
		return out_error(&session->out, -errno, "%s",
			target->path ? target->path : prefix);
	if (strpbrk(target->path, ":\n")) {
		out_warn(&session->out,
			"%s cannot be used: the path contains `:' or a newline",
			target->path);
		return STATUS_USAGE;
	}
	if (*target->host != '/' || !last_part_usable(target->host)) {
		out_warn(&session->out,
			"%s cannot be used: it must be a directory below /, with a name of less than 200 bytes",
			target->path);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
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

void target_look(struct session *session, struct target *target)
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
	r = record_read(&target->record, &session->arena, dir);
	target->error = r;
	target->state = r == 0		? TARGET_OURS
			: r != -ENOENT	? TARGET_DAMAGED
			: is_empty(dir) ? TARGET_FREE
					: TARGET_FOREIGN;
}

enum status record_complain(
	struct session *session, const struct record *record, const char *host, int error)
{
	if (error != -EBADMSG)
		return out_error(&session->out, error, "%s/%s", host, record->file);
	out_warn(&session->out,
		"%s/%s is damaged: cudaenv no longer knows which files it installed",
		host, record->file);
	out_hint(&session->out,
		"  if that directory contains nothing of yours, remove it and install again");
	return STATUS_FAILED;
}

enum status target_complain(struct session *session, const struct target *target)
{
	if (target->state == TARGET_ERROR)
		return out_error(&session->out, target->error, "%s", target->host);
	if (target->state == TARGET_DAMAGED)
		return record_complain(
			session, &target->record, target->host, target->error);
	out_warn(&session->out, "%s exists, and cudaenv did not install it: not changed",
		target->host);
	return STATUS_FAILED;
}
