/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "trust.h"

#include "model/installable.h"

/* Returns the nearest directory, from `path` upward, that a user other than root can
 * change, or NULL. */
static const char *weak_directory(struct session *session, const char *path)
{
	for (const char *dir = path;; dir = path_parent(&session->arena, dir)) {
		struct stat st;

		if (machine_stat(&session->machine, dir, &st) < 0 || st.st_uid != 0 ||
			(st.st_mode & 022) != 0)
			return dir;
		if (streq(dir, "/"))
			return NULL;
	}
}

static enum status refuse(
	struct session *session, const struct toolkit *toolkit, const char *weak)
{
	struct stat st;
	int r = machine_stat(&session->machine, weak, &st);

	if (r < 0)
		return out_error(&session->out, r, "%s", weak);
	out_warn(&session->out,
		"%s cannot be selected for the machine: %s (owner uid %u, mode %04o) can be changed by users other than root",
		toolkit->path, weak, (unsigned)st.st_uid, (unsigned)st.st_mode & 07777);
	if (!installable_problem(&session->arena, session->dirs.data, toolkit->name))
		out_hint(&session->out,
			"  to install one that can: %s install --system %s",
			session_root_command(session), toolkit->name);
	return STATUS_FAILED;
}

/* Returns a file in the directory that a user other than root can change, or NULL. */
static const char *weak_file(struct session *session, const char *dir)
{
	struct strv names = machine_list(&session->machine, dir);

	for (size_t i = 0; i < names.n; i++) {
		const char *path = path_join(&session->arena, dir, names.v[i]);
		struct stat st;

		if (machine_stat(&session->machine, path, &st) == 0 &&
			(st.st_uid != 0 || (st.st_mode & 022) != 0))
			return path;
	}
	return NULL;
}

enum status trust_check(struct session *session, const struct toolkit *toolkit)
{
	/* The directories of programs, and of files that the loader and nvcc read. */
	static const char *const below[] = { "bin", "lib64", "lib", "targets/*/lib",
		"extras/CUPTI/lib64", "nvvm/bin", "nvvm/lib64" };
	const char *weak = weak_directory(session, toolkit->path);

	for (size_t i = 0; i < ARRAY_SIZE(below) && !weak; i++) {
		struct strv dirs =
			machine_glob(&session->machine, toolkit->path, below[i]);

		for (size_t j = 0; j < dirs.n && !weak; j++) {
			const char *real = machine_real(&session->machine, dirs.v[j]);

			weak = real ? weak_directory(session, real) : NULL;
			if (real && !weak)
				weak = weak_file(session, real);
		}
	}
	return weak ? refuse(session, toolkit, weak) : 0;
}
