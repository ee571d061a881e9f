/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "scope.h"

#include "drivercheck.h"
#include "effect.h"
#include "machinelink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

/* --- project and global: a version file --- */

static enum status write_file(
	struct session *session, const char *file, const struct scope_request *request)
{
	const char *problem;
	int r = versionfile_write(&session->arena, file, &request->wanted.specs,
		request->replace, &problem);

	if (problem) {
		out_warn(&session->out, "version file `%s' %s: not written", file,
			problem);
		return STATUS_FAILED;
	}
	if (r < 0)
		return out_error(&session->out, r, "cannot write %s", file);
	session_bump_generation(session);
	return STATUS_DONE;
}

static enum status remove_version_file(struct session *session, const char *file)
{
	bool existed = file && faccessat(AT_FDCWD, file, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	enum status status = file ? command_remove_file(session, file) : STATUS_FAILED;

	if (status)
		return status;
	session_bump_generation(session);
	effect_of_removal(session, file, existed);
	return STATUS_DONE;
}

/* NULL after a complaint. */
static const char *project_path(struct session *session)
{
	if (session->cwd)
		return path_join(&session->arena, session->cwd, VERSION_FILE);
	out_warn(
		&session->out, "cannot determine the current directory: was it removed?");
	return NULL;
}

static enum status set_project(
	struct session *session, const struct scope_request *request)
{
	const char *file = project_path(session);
	enum status status = file ? write_file(session, file, request) : STATUS_FAILED;

	if (status)
		return status;
	if (request->explain)
		effect_of_project(session, file, &request->wanted.specs);
	else
		effect_of_file(session, SCOPE_PROJECT, file, &request->wanted.specs);
	return STATUS_DONE;
}

static enum status unset_project(
	struct session *session, const struct scope_request *request)
{
	(void)request;
	return remove_version_file(session, project_path(session));
}

/* NULL after a complaint. */
static const char *global_path(struct session *session)
{
	const char *file = selection_global_file(&session->arena, &session->dirs);

	if (!file)
		complain_no_root(session);
	return file;
}

static enum status set_global(
	struct session *session, const struct scope_request *request)
{
	const char *file = global_path(session);
	enum status status;
	int r;

	if (!file)
		return STATUS_FAILED;
	r = dir_make(session->dirs.root);
	if (r < 0)
		return out_error(
			&session->out, r, "cannot create %s", session->dirs.root);
	status = write_file(session, file, request);
	if (status == STATUS_DONE)
		effect_of_file(session, SCOPE_GLOBAL, file, &request->wanted.specs);
	return status;
}

static enum status unset_global(
	struct session *session, const struct scope_request *request)
{
	(void)request;
	return remove_version_file(session, global_path(session));
}

/* --- shell: CUDAENV_VERSION of the calling shell --- */

static enum status set_shell_to(struct session *session, const char *value)
{
	return command_set_shell_version(session, value, effect_of_shell(session, value));
}

static enum status set_shell(struct session *session, const struct scope_request *request)
{
	return set_shell_to(session, strv_join(&request->wanted.specs, ":"));
}

static enum status unset_shell(
	struct session *session, const struct scope_request *request)
{
	(void)request;
	return set_shell_to(session, NULL);
}

enum status scope_swap_shell(struct session *session)
{
	const char *old = vars_get(&session->vars, "CUDAENV_VERSION_OLD");

	if (!old && session->shell) {
		out_warn(&session->out, "CUDAENV_VERSION_OLD is not set");
		return STATUS_FAILED;
	}
	return set_shell_to(session, old && *old ? old : NULL);
}

/* --- machine: the link /usr/local/cuda --- */

static enum status set_machine(
	struct session *session, const struct scope_request *request)
{
	return machinelink_set(
		session, &request->wanted.resolved[0], request->force, request->dry_run);
}

static enum status unset_machine(
	struct session *session, const struct scope_request *request)
{
	return machinelink_unset(session, request->dry_run);
}

/* --- the scopes --- */

const struct scope_ops scope_shell = {
	.set = set_shell,
	.unset = unset_shell,
};

const struct scope_ops scope_project = {
	.set = set_project,
	.unset = unset_project,
	.before = effect_before_project,
};

const struct scope_ops scope_global = {
	.set = set_global,
	.unset = unset_global,
};

const struct scope_ops scope_machine = {
	.set = set_machine,
	.unset = unset_machine,
	.after = effect_after_machine,
	.is_machine = true,
};

enum status scope_set(struct session *session, const struct scope_ops *scope,
	const struct scope_request *request)
{
	enum status status = STATUS_DONE;

	if (!request->force || scope->is_machine)
		status = complain_missing(session, &request->wanted);
	/* The link checks the driver for the toolkit that it will point to. */
	if (!status && request->explain && !scope->is_machine)
		status = drivercheck_selection(session, &request->wanted, request->force);
	if (status)
		return status;
	if (request->explain && scope->before)
		scope->before(session);
	status = scope->set(session, request);
	if (!status && request->explain && scope->after && !request->dry_run)
		scope->after(session);
	return status;
}

enum status scope_command(struct session *session, int argc, char **argv,
	const struct scope_ops *scope, enum status (*print)(struct session *session))
{
	struct scope_request request = { .replace = REPLACE_ALL };
	bool unset = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "unset", &unset, "remove the selection"),
		OPT_FLAG('f', "force", &request.force, "even if it is not installed"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	if (unset && argc > 1)
		return opt_wrong(&session->out, &session->usage,
			"`--unset' does not take a version");
	if (unset)
		return scope->unset(session, &request);
	if (argc == 1)
		return print(session);
	if (!select_given(session, argc - 1, argv + 1, NULL, &request.wanted, &status))
		return status;
	return scope_set(session, scope, &request);
}

bool scope_print_file(struct session *session, enum scope scope, enum status *status)
{
	struct vars vars = vars_copy(&session->vars);
	struct selector selector = selector_new(&session->registry, &vars, session->cwd);
	struct selection selection;

	vars_set(&vars, "CUDAENV_DIR", NULL, false);
	while (selector_next(&selector, &selection)) {
		if (selection.scope != scope)
			continue;
		for (size_t i = 0; i < selection.notes.n; i++)
			out_warn_line(&session->out, selection.notes.v[i]);
		*status = complain_file(session, &selection);
		for (size_t i = 0; !*status && i < selection.specs.n; i++)
			out_print(&session->out, "%s\n", selection.specs.v[i]);
		return true;
	}
	return false;
}
