/* SPDX-License-Identifier: MIT
 * The startup files of this user's shells, and where they load cudaenv.
 */
#pragma once

#include "command.h"
#include "shells/startline.h"

struct startup_line {
	const char *file; /* "~/.bashrc" */
	int number;	  /* from 1 */
	const char *text;
	struct startup_line *next;
};

/* Returns where the startup files of this shell load cudaenv, the main file first; NULL for
 * nowhere. */
struct startup_line *startup_find(struct session *session, const struct startline *start);
/* Returns the file that a login bash of this user reads, "~/.profile", if that file does not
 * read ~/.bashrc; else NULL. If there is no such file, it is "~/.bash_profile". */
const char *startup_login_without_bashrc(struct session *session);
/* Returns the absolute path of a file that begins with "~/", or NULL without HOME. */
const char *startup_path(struct session *session, const char *file);
