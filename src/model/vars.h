/* SPDX-License-Identifier: MIT
 * The variables of a shell: the environment that this process inherited, and what the
 * shell's hook passes in addition, because a child process does not see variables that
 * are not exported.
 */
#pragma once

#include "core/str.h"

struct var {
	const char *name, *value;
	bool exported;
	/* fish: only a universal variable has the value, and a global one would hide it. */
	bool shadowed;
};

struct vars {
	char **environ;	       /* not owned */
	struct var *overrides; /* they have priority over `environ` */
	size_t n;
	struct arena *arena;
};

/* Returns the variables of `environment`, which must live as long as they do. */
struct vars vars_new(struct arena *arena, char **environment);
/* Sets a variable as the hook passes it: "NAME=value", or "^NAME=value" if it is
 * shadowed. It is exported if the environment has the same value. A string without "="
 * is ignored. */
void vars_assign(struct vars *vars, const char *assignment);
/* Finds a variable. Returns false if it is not set; `var` then has the name only. */
bool vars_find(const struct vars *vars, const char *name, struct var *var);
/* Returns the variable's value, or NULL if it is not set. */
const char *vars_get(const struct vars *vars, const char *name);
/* The same, but NULL if it is set to an empty value. */
const char *vars_get_nonempty(const struct vars *vars, const char *name);
/* Returns the exported variables as the environment for a program (environ(7)). */
char **vars_environ(const struct vars *vars);
/* Sets a variable, or unsets it if `value` is NULL. */
void vars_set(struct vars *vars, const char *name, const char *value, bool exported);
/* Returns a copy that can be changed independently. */
struct vars vars_copy(const struct vars *vars);
