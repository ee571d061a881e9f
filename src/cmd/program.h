/* SPDX-License-Identifier: MIT
 * The program that a name means in a selection: what `which` prints and `exec` becomes.
 */
#pragma once

#include "command.h"

/* The directories in which a program is found without PATH. */
#define PATH_DEFAULT "/usr/local/bin:/usr/bin:/bin"

struct program {
	/* STATUS_DONE; STATUS_NOT_EXECUTABLE when it exists but cannot be run; or
	 * STATUS_NOT_FOUND. */
	enum status status;
	const char *path;	       /* NULL when not found */
	const struct toolkit *toolkit; /* that contains it; NULL when found elsewhere */
};

/* Searches the toolkits' bin directories and, with `beyond`, PATH as it is without
 * cudaenv's elements: where the selection has `system`, or else last. A `name` with a
 * slash is used as it is. */
struct program program_find(struct session *session, const struct selection *selection,
	const char *name, bool beyond);
/* Returns the names of the toolkits that have it, or the paths of the files. */
struct strv program_owners(struct session *session, const char *name, bool paths);
/* Prints "cudaenv: nvcc: command not found" and which toolkits have it, if one of them is
 * used by the command "cudaenv `advise` TOOLKIT" (NULL: not). Returns the program's status. */
enum status program_complain(struct session *session, const struct program *program,
	const char *name, const char *advise);
/* After a complaint that the selection cannot be used: prints that the program is not found
 * if it is not, as pyenv does. Returns STATUS_NOT_FOUND. */
enum status program_missing(
	struct session *session, const struct selection *selection, const char *name);
