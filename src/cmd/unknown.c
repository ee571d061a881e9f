/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "unknown.h"

/* The number of letters to change, add or drop between two short words, 9 at most. */
static int edit_distance(const char *a, const char *b)
{
	int row[32], n = (int)strlen(b);

	if (n > 30 || strlen(a) > 30)
		return 9;
	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (int i = 1; a[i - 1]; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= n; j++) {
			int change = diagonal + (a[i - 1] != b[j - 1]);
			int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[n];
}

/* Words of other programs that switch versions, and the command here. */
static const char *known_elsewhere(const char *word)
{
	static const char *const words[][2] = {
		{ "activate", "use --shell VERSION" },
		{ "add", "install VERSION" },
		{ "avail", "versions" },
		{ "available", "install --list" },
		{ "current", "version" },
		{ "default", "global VERSION" },
		{ "info", "use" },
		{ "list", "versions" },
		{ "list-all", "install --list" },
		{ "list-remote", "install --list" },
		{ "load", "use --shell VERSION" },
		{ "ls", "versions" },
		{ "ls-remote", "install --list" },
		{ "off", "deactivate" },
		{ "pin", "use VERSION" },
		{ "purge", "deactivate" },
		{ "register", "link NAME DIRECTORY" },
		{ "remove", "uninstall VERSION" },
		{ "rm", "uninstall VERSION" },
		{ "run", "exec PROGRAM" },
		{ "search", "install --list" },
		{ "set", "use VERSION" },
		{ "status", "use" },
		{ "switch", "use VERSION" },
		{ "unalias", "alias NAME --unset" },
		{ "unlink", "link NAME --unset" },
		{ "unload", "shell --unset" },
		{ "unset", "use --unset" },
		{ "unuse", "use --unset" },
		{ "update", "upgrade" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (streq(word, words[i][0]))
			return words[i][1];
	return NULL;
}

enum status unknown_command(struct session *session, const char *word)
{
	const char *elsewhere = known_elsewhere(word), *us = session_command(session);
	const struct command *near = NULL;
	int best = 3;

	for (const struct command *const *c = commands; *c; c++) {
		int distance = edit_distance(word, (*c)->usage.name);

		if (!((*c)->flags & CMD_HIDDEN) && distance < best) {
			best = distance;
			near = *c;
		}
	}
	out_warn(&session->out, "no such command `%s'", word);
	if (elsewhere)
		out_hint(&session->out, "  here it is: %s %s", us, elsewhere);
	else if (near)
		out_hint(&session->out, "  did you mean: %s %s", us, near->usage.name);
	else
		out_hint(&session->out, "  to list the commands: %s help", us);
	return STATUS_USAGE;
}
