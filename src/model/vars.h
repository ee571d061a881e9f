/* SPDX-License-Identifier: MIT
 * The variables of the shell that asks: what was inherited (the environment), and what a
 * hook overrides besides, since a child cannot see variables that are not exported.
 */
#pragma once

#include "core/str.h"

struct var {
	const char *name, *value;
	bool exported;
	bool shadowed; /* fish: only a universal variable has it; a global one will hide
			  it */
};

struct vars {
	char **environ;	       /* not owned */
	struct var *overrides; /* they win over `environ` */
	size_t n;
	struct arena *arena;
};

struct vars vars_new(struct arena *arena, char **environment);
/* Takes "NAME=value", or "^NAME=value" for a shadowed one. Text without "=" is passed
 * over. */
void vars_assign(struct vars *vars, const char *assignment);
/* False when it is not set. */
bool vars_find(const struct vars *vars, const char *name, struct var *var);
/* Its value, NULL when it is not set. */
const char *vars_get(const struct vars *vars, const char *name);
/* The same, but NULL for an empty value too. */
const char *vars_get_nonempty(const struct vars *vars, const char *name);
/* The variables as environ(7) of a program to run: those exported. */
char **vars_environ(const struct vars *vars);
/* Sets or, with value NULL, removes one. */
void vars_set(struct vars *vars, const char *name, const char *value, bool exported);
/* A copy that can be changed on its own. */
struct vars vars_copy(const struct vars *vars);
