/* SPDX-License-Identifier: MIT
 * The installed toolkits: where they are searched for, in which order, and by name.
 */
#pragma once

#include "settings.h"
#include "spec.h"
#include "toolkit.h"

/* What the registry refers to must live as long as it does. */
struct registry {
	const struct machine *machine; /* the target machine */
	struct machine running;	       /* the running machine, which has CUDAENV_ROOT */
	uid_t user;	 /* who uses the toolkits: decides which are trusted */
	bool trusts_all; /* they are only examined, not used */
	const struct dirs *dirs;
	const struct settings *settings;
	struct arena *arena;
	struct strv notes;    /* one line for each toolkit that was ignored, and why */
	struct toolkit **all; /* NULL until registry_all() is called */
	size_t n;
};

/* Returns a registry that has not searched yet. */
struct registry registry_new(struct arena *arena, const struct machine *machine,
	const struct dirs *dirs, const struct settings *settings);

/* Returns all toolkits, the oldest version first. Shadowed ones are included and marked.
 * It searches once; later calls return the same list. */
struct toolkit **registry_all(struct registry *registry, size_t *n);

/* Returns the toolkit with exactly this name, or NULL. It examines only the paths that
 * such a toolkit could have, so its cost does not depend on how many there are. */
struct toolkit *registry_named(struct registry *registry, const char *name);

/* Returns the names of the files in aliases/. */
struct strv registry_alias_files(const struct registry *registry);
/* Returns the spec in the file of an alias that `cudaenv alias` made, or NULL. */
const char *registry_alias_file(const struct registry *registry, const char *name);
