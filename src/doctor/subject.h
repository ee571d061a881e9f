/* SPDX-License-Identifier: MIT
 * The subject that is examined: this shell, another process, a mounted image or a captured machine.
 *
 * A subject is a view of the session: files, variables and a selection, but no output. The functions below read them.
 * They start no process and open no device, as the gatherers do.
 */
#pragma once

#include "model/selection.h"

enum origin {
	ORIGIN_LIVE,	 /* the running machine */
	ORIGIN_IMAGE,	 /* a directory */
	ORIGIN_CAPTURED, /* a file that --capture wrote */
};

struct subject {
	struct arena *arena;
	enum origin origin;
	const struct vars *vars; /* of the shell or the process */
	const struct dirs *dirs;
	const struct settings *settings;
	const struct machine *machine;
	struct registry *registry; /* fills itself when it is read */
	struct selection selection;
	struct toolkit *selected; /* NULL: `system', or nothing is selected */
	const char *cwd;
	const char *
		program; /* cudaenv, as a startup file of this user names it; NULL: by name */
	const char *pid; /* of the process, as typed after --pid; NULL */
};

/* Returns the content of a small file without the whitespace at its end, or NULL. */
const char *subject_text(const struct subject *subject, const char *path);
/* Returns the value of a variable, or NULL if it is unset or empty. */
const char *subject_var(const struct subject *subject, const char *name);
/* Returns the value of a variable, "" if it is empty, or NULL if it is unset. */
const char *subject_var_or_empty(const struct subject *subject, const char *name);
/* Returns the elements of a path variable, empty ones included; none if it is unset or
 * empty. */
struct strv subject_elements(const struct subject *subject, const char *name);
/* Returns the first file called `name` in PATH, or NULL. */
const char *subject_program(const struct subject *subject, const char *name);
/* Returns the path without links, or `path` itself if nothing exists there. */
const char *subject_real(const struct subject *subject, const char *path);
/* Returns the toolkit whose directory contains `real`, a path without links, or NULL. */
struct toolkit *subject_toolkit_with(struct subject *subject, const char *real);
