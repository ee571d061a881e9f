/* SPDX-License-Identifier: MIT
 * cudaenv-install: downloads, unpacks and removes toolkits. It is a separate program, which
 * cudaenv starts, so that its libraries do not slow down any prompt.
 */
#include "config.h"

#include "subcommand.h"

#include "session/command.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

extern char **environ;

/* The entries with `program = "cudaenv-install"', each with its function. */
static const struct {
	const struct command *command;
	enum status (*run)(struct session *session, int argc, char **argv);
} subcommands[] = {
	{ &cmd_cache, subcommand_cache },
	{ &cmd_components, subcommand_components },
	{ &cmd_install, subcommand_install },
	{ &cmd_link_venv, subcommand_link_venv },
	{ &cmd_outdated, subcommand_outdated },
	{ &cmd_uninstall, subcommand_uninstall },
	{ &cmd_upgrade, subcommand_upgrade },
	{ &cmd_verify, subcommand_verify },
};

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
	mode_t mask = umask(S_IWOTH);

	/* With a umask of 000, other users could replace what is created. */
	umask(mask | S_IWOTH);
	/* Reaching a limit on the size of files is then an error of write(). */
	signal(SIGXFSZ, SIG_IGN);
	session_begin(&session, environ, STATUS_FAILED);
	session.called_as = argv[0];
	if (argc > 2 && streq(argv[1], "--sysroot")) {
		session.sysroot = argv[2];
		first = 3;
	}
	return session_end(
		&session, run(&session, argc > first ? argc - first : 0, argv + first));
}
