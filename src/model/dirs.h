/* SPDX-License-Identifier: MIT
 * The directories and files of cudaenv itself (cudaenv(1), FILES).
 */
#pragma once

#include "vars.h"

struct dirs {
	const char *root;	     /* user data; NULL without HOME */
	const char *cache;	     /* NULL without HOME */
	const char *user_conf;	     /* NULL without HOME */
	const char *conf;	     /* CUDAENV_CONFIG: the only file read; else NULL */
	const char *site_conf;	     /* the administrator's */
	const char *data;	     /* compatibility tables, shell files */
	const char *libexec;	     /* helper programs */
	const char *site_generation; /* changes whenever the machine's selection does */
};

/* Returns the locations that these variables specify. */
struct dirs dirs_find(struct arena *arena, const struct vars *vars);
/* Returns the user's generation file, which changes whenever the installed toolkits or
 * the global selection do; NULL without a root. */
char *dirs_generation(struct arena *arena, const struct dirs *dirs);

/* Writes a new value to the generation file `path`, so that every hook runs again.
 * Returns 0 or a negative errno. */
_must_check_ int dirs_bump_generation(struct arena *arena, const char *path);
