/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "startup.h"

#include <fcntl.h>

#define STARTUP_MAX (1024 * 1024)

const char *startup_path(struct session *session, const char *file)
{
	const char *home = vars_get_nonempty(&session->vars, "HOME");
	const char *config = vars_get_nonempty(&session->vars, "XDG_CONFIG_HOME");
	const char *zsh = vars_get_nonempty(&session->vars, "ZDOTDIR");
	const char *below = skip_prefix(file, "~/.config/");

	if (below && config && *config == '/')
		return path_join(&session->arena, config, below);
	if (skip_prefix(file, "~/.z") && zsh && *zsh == '/')
		return path_join(&session->arena, zsh, file + 2);
	return home && *home == '/' ? path_join(&session->arena, home, file + 2) : NULL;
}

/* Returns the text of the file, "" if it cannot be read. */
static char *contents(struct session *session, const char *file)
{
	const char *path = startup_path(session, file);
	struct text text;

	if (!path || !path_is_file(path) ||
		file_read(&session->arena, AT_FDCWD, path, STARTUP_MAX, &text) < 0)
		return arena_dup(&session->arena, "");
	return text.s;
}

static bool loads(const char *line)
{
	const char *name = strstr(line, "cudaenv");

	line += strspn(line, " \t");
	return *line != '#' && name && strstr(name, " init");
}

/* Appends the lines of one file that load cudaenv. Returns where the next one goes. */
static struct startup_line **find_in(
	struct session *session, const char *file, struct startup_line **end)
{
	struct strv lines = strv_split(&session->arena, contents(session, file), '\n');

	for (size_t i = 0; i < lines.n; i++) {
		if (!loads(lines.v[i]))
			continue;
		*end = arena_new(&session->arena, struct startup_line);
		**end = (struct startup_line){ file, (int)i + 1, lines.v[i], NULL };
		end = &(*end)->next;
	}
	return end;
}

struct startup_line *startup_find(struct session *session, const struct startline *start)
{
	struct startup_line *first = NULL, **end = &first;

	end = find_in(session, start->file, end);
	for (size_t i = 0; i < ARRAY_SIZE(start->also) && start->also[i]; i++)
		end = find_in(session, start->also[i], end);
	return first;
}

const char *startup_login_without_bashrc(struct session *session)
{
	static const char *const files[] = { "~/.bash_profile", "~/.bash_login",
		"~/.profile" };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path = startup_path(session, files[i]);

		if (path && path_is_file(path))
			return strstr(contents(session, files[i]), "bashrc") ? NULL
									     : files[i];
	}
	return files[0];
}
