/* SPDX-License-Identifier: MIT
 * The program that a name means in a selection: what `which` prints and `exec` becomes.
 */
#pragma once

#include "command.h"

/* Where a program is looked for without PATH. */
#define PATH_DEFAULT "/usr/local/bin:/usr/bin:/bin"

struct program {
	int status;	  /* 0 found; 126 found but not executable; 127 not found */
	const char *path; /* for 0 and 126 */
	const struct toolkit *toolkit; /* the one it is in; NULL when found elsewhere */
};

/* Looks in the toolkits' bin directories, then, with `beyond`, on PATH as it is without
 * what cudaenv has put there. A `name` with a slash is taken as it is. */
struct program program_find(struct session *session, const struct selection *selection,
	const char *name, bool beyond);
/* Every toolkit that has it: names, or paths of the files. */
struct strv program_owners(struct session *session, const char *name, bool paths);
/* Says "cudaenv: nvcc: command not found" and, with `advise`, who has it; the status. */
int program_complain(struct session *session, const struct program *program,
	const char *name, bool advise);
