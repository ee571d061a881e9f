/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

#include <errno.h>

static struct strv list_of(struct session *session, int n, char **specs)
{
	struct strv list = strv_new(&session->arena);

	for (int i = 0; i < n; i++)
		strv_add(&list, specs[i]);
	return list;
}

static int write_file(struct session *session, const char *file, int n, char **specs,
	enum replace replace, bool force)
{
	struct strv list = list_of(session, n, specs);
	const char *problem;
	int r = check_specs(session, n, specs, force);

	if (r)
		return r;
	r = versionfile_write(&session->arena, file, &list, replace, &problem);
	if (problem) {
		out_warn(&session->out, "version file `%s' %s: not written", file,
			problem);
		return 1;
	}
	if (r < 0)
		return out_error(&session->out, r, "cannot write %s", file);
	session_bump_generation(session);
	return 0;
}

static const char *project_path(struct session *session)
{
	if (!session->cwd)
		out_warn(&session->out,
			"cannot tell the current directory: was it removed?");
	return session->cwd ? path_join(&session->arena, session->cwd, VERSION_FILE)
			    : NULL;
}

int scope_set_project(
	struct session *session, int n, char **specs, enum replace replace, bool force)
{
	const char *file = project_path(session);

	return file ? write_file(session, file, n, specs, replace, force) : 1;
}

int scope_unset_project(struct session *session)
{
	const char *file = project_path(session);
	int r = file ? remove_file(session, file) : 1;

	if (r == 0)
		session_bump_generation(session);
	return r;
}

static const char *global_path(struct session *session)
{
	const char *file = selection_global_file(&session->arena, &session->dirs);

	if (!file)
		out_warn(&session->out,
			"no user scope: neither CUDAENV_ROOT nor HOME is set");
	return file;
}

int scope_set_global(struct session *session, int n, char **specs, bool force)
{
	const char *file = global_path(session);
	int r;

	if (!file)
		return 1;
	r = check_specs(session, n, specs, force);
	if (r)
		return r;
	r = dir_make(session->dirs.root);
	if (r < 0)
		return out_error(&session->out, r, "cannot make %s", session->dirs.root);
	return write_file(session, file, n, specs, REPLACE_ALL, true);
}

int scope_unset_global(struct session *session)
{
	const char *file = global_path(session);
	int r = file ? remove_file(session, file) : 1;

	if (r == 0)
		session_bump_generation(session);
	return r;
}

/* CUDAENV_VERSION becomes `value` (NULL: unset), its old value is remembered. An empty
 * one in CUDAENV_VERSION_OLD says that there was none. */
static int set_variable(struct session *session, const char *value)
{
	const char *old = vars_get_nonempty(&session->vars, "CUDAENV_VERSION");

	if (edit_shell(session, "CUDAENV_VERSION", value))
		return 1;
	return edit_shell(session, "CUDAENV_VERSION_OLD", old ? old : "");
}

int scope_set_shell(struct session *session, int n, char **specs, bool force)
{
	struct strv list = list_of(session, n, specs);
	int r = check_specs(session, n, specs, force);

	return r ? r : set_variable(session, strv_join(&list, ":"));
}

int scope_unset_shell(struct session *session)
{
	return set_variable(session, NULL);
}

int scope_swap_shell(struct session *session)
{
	const char *old = vars_get(&session->vars, "CUDAENV_VERSION_OLD");

	if (!old && session->shell) {
		out_warn(&session->out, "CUDAENV_VERSION_OLD is not set");
		return 1;
	}
	return set_variable(session, old && *old ? old : NULL);
}
