/* SPDX-License-Identifier: MIT
 * The toolkits that there are: where they are looked for, in which order, and by name.
 */
#pragma once

#include "settings.h"
#include "spec.h"
#include "toolkit.h"

struct registry {
	const struct machine *machine; /* the machine looked at */
	struct machine running;	       /* the running one: CUDAENV_ROOT is of it */
	const struct dirs *dirs;
	const struct settings *settings;
	struct arena *arena;
	struct strv notes;    /* what was refused, and why; one line each */
	struct toolkit **all; /* NULL until registry_all() */
	size_t n;
};

struct registry registry_new(struct arena *arena, const struct machine *machine,
	const struct dirs *dirs, const struct settings *settings);

/* Every toolkit, oldest version first, shadowed ones too (marked, behind what hides
 * them). Read once; later calls give the same list. */
struct toolkit **registry_all(struct registry *registry, size_t *n);

/* The toolkit of exactly this name, or NULL. Looks only where such a name could stand, so
 * it costs the same with 500 toolkits as with 2. */
struct toolkit *registry_named(struct registry *registry, const char *name);

/* The file behind an alias made by `cudaenv alias`; NULL when there is none. */
const char *registry_alias_file(const struct registry *registry, const char *name);
