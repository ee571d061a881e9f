/* SPDX-License-Identifier: MIT
 * The commands that a helper program runs: those that download and unpack link many
 * libraries, the one that diagnoses reads half of the machine, and neither may cost a
 * prompt anything.
 */
#include "config.h"

#include "libexec.h"

#include <errno.h>
#include <stdint.h>

/* Becomes the helper program. argv is the path of cudaenv, for messages that advise a command
 * (session_program), then `head`, then the arguments. */
static void become(struct session *session, const char *program, const char *const *head,
	size_t n_head, int argc, char **argv)
{
	struct strv args = strv_new(&session->arena);

	strv_add(&args, session_program(session));
	for (size_t i = 0; i < n_head; i++)
		strv_add(&args, head[i]);
	for (int i = 0; i < argc; i++)
		strv_add(&args, argv[i]);
	strv_add(&args, NULL);
	fflush(NULL);
	execv(program, (char *const *)(uintptr_t)args.v);
	out_error(&session->out, -errno, "cannot run %s", program);
}

enum status libexec_run(
	struct session *session, const struct command *command, int argc, char **argv)
{
	const char *const head[] = { "--sysroot", session->sysroot };
	const char *program;

	session_find_dirs(session);
	program = path_join(&session->arena, session->dirs.libexec, command->program);
	become(session, program, head, session->sysroot ? 2 : 0, argc, argv);
	return command == &cmd_doctor ? STATUS_DOCTOR_FAILED : STATUS_FAILED;
}

enum status libexec_replay(
	struct session *session, const struct command *command, int argc, char **argv)
{
	const char *const head[] = { "--sysroot", session->sysroot, "replay",
		session_program(session) };
	const char *program;

	if (!(command->flags & CMD_REPLAY)) {
		out_warn(&session->out,
			"%s: %s is a captured machine: its files have no contents",
			command->usage.name, session->sysroot);
		out_hint(&session->out,
			"Only commands that inspect a machine work on it: doctor, driver, versions, which, ...");
		return STATUS_USAGE;
	}
	session_find_dirs(session);
	program = path_join(&session->arena, session->dirs.libexec, "cudaenv-doctor");
	become(session, program, head, ARRAY_SIZE(head), argc, argv);
	return STATUS_FAILED;
}
