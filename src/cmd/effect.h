/* SPDX-License-Identifier: MIT
 * Whether a selection takes effect: the selections that hide it, and those that it hides.
 */
#pragma once

#include "command.h"

/* Reports, before `use' writes it, which file the new version file will hide, and that it
 * is in the home directory. */
void effect_before_project(struct session *session);
/* Each reports, in one line, what a change did: nothing where the hook, which the shell
 * function runs next, will print it; otherwise what was written, or what applies here, or
 * which nearer selection hides it. Without the shell function, also that the shell does
 * not follow. */

/* After the specs were written to the file of this scope. */
void effect_of_file(struct session *session, enum scope scope, const char *file,
	const struct strv *specs);
/* The same for `use': the project's selection takes effect immediately, and a selection of
 * this shell is dropped. */
void effect_of_project(
	struct session *session, const char *file, const struct strv *specs);
/* After the file was removed, if it existed. */
void effect_of_removal(struct session *session, const char *file, bool existed);
/* Returns the line for the shell to print after CUDAENV_VERSION became `value` (NULL:
 * unset), or NULL. */
const char *effect_of_shell(struct session *session, const char *value);
/* After the machine-wide link was changed: which selection hides it here. */
void effect_after_machine(struct session *session);
