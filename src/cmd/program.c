/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "program.h"

#include "core/quote.h"

/* Returns STATUS_DONE, or how a shell would exit. */
static enum status file_status(const char *path)
{
	if (!path_is_file(path))
		return STATUS_NOT_FOUND;
	return access(path, X_OK) == 0 ? STATUS_DONE : STATUS_NOT_EXECUTABLE;
}

/* The path at which a toolkit would have it. Under a sysroot, the toolkit's own links are
 * resolved inside it. */
static const char *file_of(
	struct session *session, const struct toolkit *toolkit, const char *name)
{
	return toolkit_file(toolkit, arena_cat(&session->arena, "bin/", name));
}

/* True when the file at `path` is the program. The first one that exists but cannot be run
 * is kept, and the search continues. */
static bool settle(
	struct program *program, const char *path, const struct toolkit *toolkit)
{
	enum status status = file_status(path);

	if (status == STATUS_NOT_FOUND ||
		(status == STATUS_NOT_EXECUTABLE &&
			program->status == STATUS_NOT_EXECUTABLE))
		return false;
	*program = (struct program){ status, path, toolkit };
	return status == STATUS_DONE;
}

static bool is_shim(struct session *session, const char *dir)
{
	return session->dirs.root &&
	       streq(dir, path_join(&session->arena, session->dirs.root, "shims"));
}

/* Searches the toolkits of the specs `from` to `to`. */
static bool find_in_toolkits(struct session *session, const struct selection *selection,
	size_t from, size_t to, const char *name, struct program *program)
{
	for (size_t i = from; i < to; i++) {
		const struct toolkit *toolkit = selection->resolved[i].toolkit;

		if (toolkit && settle(program, file_of(session, toolkit, name), toolkit))
			return true;
	}
	return false;
}

/* Searches PATH as it is without cudaenv's elements. */
static bool find_in_path(
	struct session *session, const char *name, struct program *program)
{
	struct vars vars = vars_copy(&session->vars);
	struct state state;
	const char *path;
	struct strv dirs;

	if (state_decode(&session->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	path = vars_get(&vars, "PATH");
	dirs = strv_split(&session->arena, path ? path : PATH_DEFAULT, ':');
	for (size_t i = 0; i < dirs.n; i++) {
		const char *dir = *dirs.v[i] ? dirs.v[i] : ".";

		if (!is_shim(session, dir) &&
			settle(program, path_join(&session->arena, dir, name), NULL))
			return true;
	}
	return false;
}

struct program program_find(struct session *session, const struct selection *selection,
	const char *name, bool beyond)
{
	struct program program = { .status = STATUS_NOT_FOUND };
	size_t n = selection->specs.n, system = selection_system(selection);

	if (strchr(name, '/')) {
		settle(&program, name, NULL);
		if (path_is_dir(name)) /* execve(2) would fail with EISDIR or EACCES */
			program = (struct program){ STATUS_NOT_EXECUTABLE, name, NULL };
		return program;
	}
	if (!*name)
		return program;
	if (find_in_toolkits(session, selection, 0, system, name, &program) ||
		(beyond && find_in_path(session, name, &program)))
		return program;
	find_in_toolkits(session, selection, system, n, name, &program);
	return program;
}

struct strv program_owners(struct session *session, const char *name, bool paths)
{
	struct strv owners = strv_new(&session->arena);
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n && !strchr(name, '/'); i++) {
		const char *file = file_of(session, all[i], name);

		if (!all[i]->shadowed && file_status(file) == 0)
			strv_add(&owners, paths ? file : all[i]->name);
	}
	return owners;
}

enum status program_complain(struct session *session, const struct program *program,
	const char *name, const char *advise)
{
	struct strv owners;

	if (program->status == STATUS_NOT_EXECUTABLE) {
		out_warn(&session->out, "%s: %s", program->path,
			path_is_dir(program->path) ? "is a directory"
						   : "permission denied");
		return STATUS_NOT_EXECUTABLE;
	}
	out_warn(&session->out, "%s: command not found", name);
	owners =
		advise ? program_owners(session, name, false) : strv_new(&session->arena);
	if (!owners.n)
		return STATUS_NOT_FOUND;
	out_hint(&session->out, "%s", "");
	out_hint(&session->out, "The `%s' command exists in these CUDA versions:", name);
	for (size_t i = 0; i < owners.n; i++)
		out_hint(&session->out, "  %s", owners.v[i]);
	out_hint(&session->out, "%s", "");
	if (streq(advise, "use"))
		out_hint(&session->out,
			"Note: `%s use %s' selects the newest of them here.",
			session_command(session), owners.v[owners.n - 1]);
	else
		out_hint(&session->out, "Note: `%s %s %s %s' uses the newest of them.",
			session_command(session), advise, owners.v[owners.n - 1],
			quote_word(&session->arena, name));
	return STATUS_NOT_FOUND;
}

enum status program_missing(
	struct session *session, const struct selection *selection, const char *name)
{
	struct program program = program_find(session, selection, name, true);

	if (program.status == STATUS_NOT_FOUND)
		program_complain(session, &program, name, NULL);
	return STATUS_NOT_FOUND;
}
