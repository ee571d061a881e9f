/* SPDX-License-Identifier: MIT
 * One run of one of the three programs: main() creates it, and every function of a command
 * receives it.
 *
 *	struct session session = { 0 };
 *
 *	session_begin(&session, environ, STATUS_FAILED);
 *	...
 *	status = session_open(&session);
 *	if (!status)
 *		status = ...;
 *	return session_end(&session, status);
 *
 * A session is not copied or moved: its registry points into it.
 */
#pragma once

#include "core/opt.h"
#include "model/selection.h"

struct shell;

struct session {
	struct arena arena;
	struct out out;
	struct vars vars; /* of the calling shell */
	struct dirs dirs;
	struct strv ignored; /* why a variable's directory is not used: lines */
	struct settings settings;
	struct machine machine; /* being examined: the running one, or the sysroot */
	struct registry registry;
	const char *sysroot;   /* as given; NULL: none */
	const char *cwd;       /* NULL when it cannot be determined */
	struct usage usage;    /* of the command, for opt_parse() */
	const char *called_as; /* argv[0] of a helper program: the path of cudaenv */
	enum status failure;   /* the exit status of a failure: 1, or 2 for the doctor */

	/* Set when the shell function called the program (`cudaenv sh-use bash …`): the
	 * shell evaluates the output, and `code` changes its variables. */
	const struct shell *shell; /* NULL: no shell function called */
	struct str code;
};

/* Sets the variables, the output streams, and the sysroot of CUDAENV_SYSROOT. */
void session_begin(struct session *session, char **environment, enum status failure);

/* Sets the machine, the directories, the settings, the registry and the current
 * directory: the three steps below. Prints why when the sysroot cannot be examined.
 * Returns STATUS_DONE or `failure`. */
_must_check_ enum status session_open(struct session *session);
/* The steps, for a caller with steps of its own in between. */
_must_check_ enum status session_open_machine(struct session *session);
/* The default is used in place of a directory of code that another user can change. */
void session_find_dirs(struct session *session);
void session_read_settings(struct session *session);
/* Prints what is wrong in the configuration files, and which directory is not used. */
void session_print_notes(struct session *session);

/* Writes out what is buffered and frees the arena. Returns `status`, or `failure` when
 * `status` is STATUS_DONE and the output could not be written. */
_must_check_ enum status session_end(struct session *session, enum status status);

/* Makes every shell of this user look at its selection again. A failure only delays that,
 * so it is not reported. */
void session_bump_generation(struct session *session);
/* Returns what a user types to run cudaenv: its name, or its quoted path when PATH does not
 * find it. For the commands that messages advise. */
const char *session_command(struct session *session);
/* Returns the same for a command that only root can run: "sudo /path/of/cudaenv", because
 * sudo may not search this user's PATH. For root, it is session_command(). */
const char *session_root_command(struct session *session);
/* Returns the absolute path of cudaenv, also in a helper program that it became. */
const char *session_program(struct session *session);
/* Returns the path of cudaenv to write in a startup file, or NULL where the name is enough.
 * PATH as it is now does not decide: ~/.bashrc is often read before ~/.local/bin is added. */
const char *session_startup_program(struct session *session);
/* Returns the path of the cudaenv that PATH finds, or NULL. */
const char *session_path_program(struct session *session);
