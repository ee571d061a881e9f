/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "program.h"

/* 0, 126 or 127, as a shell would end. */
static int look(const char *path)
{
	if (!path_is_file(path))
		return 127;
	return access(path, X_OK) == 0 ? 0 : 126;
}

/* Where a toolkit would have it: under a sysroot a link of its own leads inside, too. */
static const char *file_of(
	struct session *session, const struct toolkit *toolkit, const char *name)
{
	return toolkit_file(toolkit, arena_cat(&session->arena, "bin/", name));
}

/* Remembers the first that is there but cannot be run, and goes on looking. */
static bool settle(
	struct program *program, const char *path, const struct toolkit *toolkit)
{
	int status = look(path);

	if (status == 127 || (status == 126 && program->status == 126))
		return false;
	*program = (struct program){ status, path, toolkit };
	return status == 0;
}

static bool is_shim(struct session *session, const char *dir)
{
	return session->dirs.root &&
	       streq(dir, path_join(&session->arena, session->dirs.root, "shims"));
}

struct program program_find(struct session *session, const struct selection *selection,
	const char *name, bool beyond)
{
	struct program program = { .status = 127 };
	struct vars vars = vars_copy(&session->vars);
	struct state state;
	const char *path;
	struct strv dirs;

	if (strchr(name, '/')) {
		settle(&program, name, NULL);
		if (path_is_dir(name)) /* "Is a directory", as execve(2) would say it */
			program = (struct program){ 126, name, NULL };
		return program;
	}
	if (!*name)
		return program;
	for (size_t i = 0; i < selection->specs.n; i++) {
		const struct toolkit *toolkit = selection->resolved[i].toolkit;

		if (toolkit && settle(&program, file_of(session, toolkit, name), toolkit))
			return program;
	}
	if (!beyond)
		return program;
	if (state_decode(&session->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	path = vars_get(&vars, "PATH");
	dirs = strv_split(&session->arena, path ? path : PATH_DEFAULT, ':');
	for (size_t i = 0; i < dirs.n; i++) {
		const char *dir = *dirs.v[i] ? dirs.v[i] : ".";

		if (!is_shim(session, dir) &&
			settle(&program, path_join(&session->arena, dir, name), NULL))
			return program;
	}
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

		if (!all[i]->shadowed && look(file) == 0)
			strv_add(&owners, paths ? file : all[i]->name);
	}
	return owners;
}

int program_complain(struct session *session, const struct program *program,
	const char *name, bool advise)
{
	struct strv owners;

	if (program->status == 126) {
		out_warn(&session->out, "%s: %s", program->path,
			path_is_dir(program->path) ? "is a directory"
						   : "permission denied");
		return 126;
	}
	out_warn(&session->out, "%s: command not found", name);
	owners =
		advise ? program_owners(session, name, false) : strv_new(&session->arena);
	if (!owners.n)
		return 127;
	out_hint(&session->out, "%s", "");
	out_hint(&session->out, "The `%s' command exists in these CUDA versions:", name);
	for (size_t i = 0; i < owners.n; i++)
		out_hint(&session->out, "  %s", owners.v[i]);
	out_hint(&session->out, "%s", "");
	out_hint(&session->out, "Note: `cudaenv use %s' selects the newest of them here.",
		owners.v[owners.n - 1]);
	return 127;
}
