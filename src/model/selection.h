/* SPDX-License-Identifier: MIT
 * The selection: which specs apply, and their origin. The scopes are examined from the
 * nearest outward: CUDAENV_VERSION, the files from CUDAENV_DIR and the current directory
 * upward, the global file, and finally `system`.
 */
#pragma once

#include "resolve.h"
#include "versionfile.h"

enum scope { SCOPE_SHELL, SCOPE_PROJECT, SCOPE_GLOBAL, SCOPE_NONE };

struct selection {
	enum scope scope;
	const char *origin; /* the file, or "CUDAENV_VERSION environment variable" */
	/* The same file; NULL in shell scope. For SCOPE_NONE it is the global file, which
	 * does not exist. */
	const char *file;
	int error;		     /* 0, or a negative errno if the file was refused */
	struct strv specs;	     /* only "system" if a file contains none */
	struct strv notes;	     /* one line for each word that was ignored */
	struct resolution *resolved; /* one for each spec; set by selection_resolve() */
	size_t missing;		     /* how many of them are not installed */
};

/* An iteration over the scopes that make a selection. */
struct selector {
	struct registry *registry;
	const struct vars *vars;
	const char *cwd; /* NULL if it cannot be determined */
	int stage;
	const char *dir; /* the next directory to examine; NULL: none */
};

struct selector selector_new(
	struct registry *registry, const struct vars *vars, const char *cwd);
/* Sets `selection` to that of the next scope outward; the last one is SCOPE_NONE. Returns
 * false after that. */
bool selector_next(struct selector *selector, struct selection *selection);

/* Resolves the specs: sets `resolved` and `missing`. */
void selection_resolve(struct selection *selection, struct registry *registry);
/* The following functions need a resolved selection. */

/* Returns the first toolkit, or NULL if there is none. */
struct toolkit *selection_first(const struct selection *selection);
/* Returns the position of the first `system`, or the number of specs: what is listed
 * before it comes before the system's programs, what follows it comes after them. */
size_t selection_system(const struct selection *selection);
/* Returns the names, each once, joined by ":". A missing toolkit's is its spec. */
char *selection_names(const struct selection *selection, struct arena *arena);
/* Returns false if the file was refused, contains only invalid specs, or selects a
 * toolkit that is not installed. */
bool selection_usable(const struct selection *selection);

/* Returns the path of the global version file, or NULL without a root. */
char *selection_global_file(struct arena *arena, const struct dirs *dirs);
/* Returns the nearest version file of either kind from `dir` upward, or NULL. `ceilings`
 * is the list of CUDAENV_CEILING_DIRECTORIES, or NULL. */
const char *selection_project_file(
	struct arena *arena, const char *dir, const char *ceilings);

/* Returns the logical directory in PWD if it is the current directory, else what
 * getcwd(3) returns, or NULL. */
const char *selection_cwd(struct arena *arena, const struct vars *vars);
