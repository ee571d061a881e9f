/* SPDX-License-Identifier: MIT
 * Where cudaenv keeps its own things (contract: "Places" in cudaenv(1), FILES).
 */
#pragma once

#include "vars.h"

struct dirs {
	const char *root;      /* user data; NULL without HOME */
	const char *cache;     /* NULL without HOME */
	const char *user_conf; /* NULL without HOME */
	const char *conf;      /* CUDAENV_CONFIG, the only one then; else NULL */
	const char *site_conf;
	const char *data;	     /* compatibility tables, shell files */
	const char *libexec;	     /* helper programs */
	const char *site_generation; /* changes with every --system change */
};

struct dirs dirs_find(struct arena *arena, const struct vars *vars);
/* "generation" below the root; NULL without a root. */
char *dirs_generation(struct arena *arena, const struct dirs *dirs);

/* Writes a new value into a generation file, so that every hook looks again. */
_must_check_ int dirs_bump_generation(struct arena *arena, const char *path);
