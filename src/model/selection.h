/* SPDX-License-Identifier: MIT
 * Which specs apply here, and who said so. The scopes are asked from the nearest outward:
 * CUDAENV_VERSION, the files from CUDAENV_DIR and the current directory upward, the
 * global file, and last `system`.
 */
#pragma once

#include "resolve.h"
#include "versionfile.h"

enum scope { SCOPE_SHELL, SCOPE_PROJECT, SCOPE_GLOBAL, SCOPE_NONE };

struct selection {
	enum scope scope;
	const char *origin; /* the file, or "CUDAENV_VERSION environment variable" */
	const char
		*file; /* NULL in shell scope; for SCOPE_NONE the global file not there */
	int error;     /* why the file was refused; 0 */
	struct strv specs;	     /* "system" alone where a file names none */
	struct strv notes;	     /* what was ignored in it */
	struct resolution *resolved; /* one for each spec; made by selection_resolve() */
	size_t missing;		     /* how many of them are not here */
};

/* An enumeration of the scopes that say something, nearest first. */
struct selector {
	struct registry *registry;
	const struct vars *vars;
	const char *cwd; /* NULL when the current directory cannot be told */
	int stage;
	const char *dir; /* the next directory to look in, NULL: none */
};

struct selector selector_new(
	struct registry *registry, const struct vars *vars, const char *cwd);
/* The next scope outward; the last one is SCOPE_NONE. False behind that. */
bool selector_next(struct selector *selector, struct selection *selection);

/* Fills `resolved` and `missing`. */
void selection_resolve(struct selection *selection, struct registry *registry);
/* The first toolkit, or NULL when there is none ("system", or nothing is here). */
struct toolkit *selection_first(const struct selection *selection);
/* The names, each once, joined by ":". Missing ones by their spec. */
char *selection_names(const struct selection *selection, struct arena *arena);
/* False when the file was refused, holds only invalid specs, or names what is not here.
 */
bool selection_usable(const struct selection *selection);

/* The global version file; NULL without a root. */
char *selection_global_file(struct arena *arena, const struct dirs *dirs);
/* The nearest version file from `dir` upward (any kind), or NULL. `ceilings` may be NULL.
 */
const char *selection_project_file(
	struct arena *arena, const char *dir, const char *ceilings);

/* The logical $PWD when it is the current directory, else what getcwd(3) says, or NULL.
 */
const char *selection_cwd(struct arena *arena, const struct vars *vars);
