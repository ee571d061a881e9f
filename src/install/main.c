/* SPDX-License-Identifier: MIT
 * cudaenv-install: all that downloads, unpacks and removes toolkits. A program of its
 * own, started by cudaenv, so that its libraries cost nobody's prompt anything.
 */
#include "config.h"

#include "app.h"

#include "session/command.h"

#include <errno.h>
#include <signal.h>

extern char **environ;

/* The entries with `program = "cudaenv-install"', each with its function. */
static const struct {
	const struct command *command;
	enum status (*run)(struct session *session, int argc, char **argv);
} subcommands[] = {
	{ &cmd_cache, verb_cache },
	{ &cmd_components, verb_components },
	{ &cmd_install, verb_install },
	{ &cmd_uninstall, verb_uninstall },
	{ &cmd_verify, verb_verify },
};

const char *size_text(struct arena *arena, long long bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 999.5 && unit + 1 < ARRAY_SIZE(units)) {
		value /= 1000;
		unit++;
	}
	return arena_printf(
		arena, unit && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

static enum status run(struct session *session, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(subcommands) && argc; i++) {
		enum status status;

		if (!streq(argv[0], subcommands[i].command->usage.name))
			continue;
		status = session_open(session);
		if (status)
			return status;
		session->usage = subcommands[i].command->usage;
		session_print_notes(session);
		return subcommands[i].run(session, argc, argv);
	}
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	struct session session = { 0 };
	int first = 1;

	/* Reaching a limit on the size of files is then an error of write(). */
	signal(SIGXFSZ, SIG_IGN);
	session_begin(&session, environ, STATUS_FAILED);
	if (argc > 2 && streq(argv[1], "--sysroot")) {
		session.sysroot = argv[2];
		first = 3;
	}
	return session_end(
		&session, run(&session, argc > first ? argc - first : 0, argv + first));
}
