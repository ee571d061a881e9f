/* SPDX-License-Identifier: MIT
 * A command of cudaenv, and what several commands share.
 */
#pragma once

#include "model/level.h"
#include "model/desired_env.h"
#include "session/command.h"
#include "session/complain.h"
#include "session/select.h"
#include "shells/shell.h"

/* The table, sorted by name, ended by NULL: commands.c. */
extern const struct command *const commands[];
/* Returns the command of that name, or NULL. */
const struct command *command_find(const char *name);

/* --- what several commands share (command.c) --- */

/* Returns "12.4 (set by /p/.cuda-version)", or the name when `origin` is NULL. */
const char *command_set_by(struct session *session, const char *name, const char *origin);
/* Checks the name of a new alias or link: valid, not reserved, and with a user scope to
 * store it in. Prints its own errors. */
enum status command_check_name(struct session *session, const char *name);
/* Removes a file if it exists. Prints its own errors. */
enum status command_remove_file(struct session *session, const char *path);

/* Returns the drivers as the environment of this selection would find them. */
struct drivers command_drivers(
	struct session *session, const struct selection *selection);
/* Restores what is applied in `vars` and applies the selection. Returns 0 or a negative
 * errno: -EINVAL for a damaged state and -EPROTO for a newer one, with nothing restored;
 * -E2BIG when the new state would be larger than STATE_MAX. */
int command_switch_vars(struct session *session, struct vars *vars,
	const struct selection *selection, struct state *state);
/* Adds to the code for the calling shell: the variable becomes `value` (NULL: unset).
 * Without a calling shell, complains. */
enum status command_edit_shell(
	struct session *session, const char *name, const char *value);
/* Sets CUDAENV_VERSION of the calling shell to `value` (NULL: unsets it) and saves its old
 * value in CUDAENV_VERSION_OLD, where an empty value means that there was none. The shell
 * prints `note` (NULL: nothing) after it has done so; where it cannot, the command fails. */
enum status command_set_shell_version(
	struct session *session, const char *value, const char *note);
/* Adds the code for these edits. Skips, and reports, a value that the shell's variables or
 * its eval cannot hold. */
void command_emit_edits(struct session *session, const struct shell *shell,
	struct str *code, const struct edits *edits);
