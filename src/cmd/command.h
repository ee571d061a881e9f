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

/* --- what several commands do (common.c) --- */

/* Checks specs that are to be set: valid, and here unless `force`. 0, or an exit code. */
int check_specs(struct session *session, int n, char **specs, bool force);
/* "12.4 (set by /p/.cuda-version)" */
const char *set_by(struct session *session, const char *name, const char *origin);
/* The drivers as seen with this selection applied (`fill` empty vars with it). */
struct drivers drivers_under(struct session *session, const struct selection *selection);
/* Restores what is applied in `vars` and applies the selection. -EINVAL and -EPROTO: the
 * state is damaged or newer; then nothing is restored. -E2BIG: what would have to be
 * remembered is larger than STATE_MAX. */
int switch_vars(struct session *session, struct vars *vars,
	const struct selection *selection, struct state *state);
/* Removes a file; one that is not there is no error. 0 or an exit code, said. */
int remove_file(struct session *session, const char *path);
/* Adds `edit` to the code for the calling shell; without one, says that there is none: 1.
 */
int edit_shell(struct session *session, const char *name, const char *value);

/* The code for these edits, without what this shell's variables or eval cannot carry,
 * each told by name. */
void emit_edits(struct session *session, const struct shell *shell, struct str *code,
	const struct edits *edits);

/* --- the helper programs (libexec.c) --- */

/* Becomes the command's helper program. Returns only after a failure, which it prints. */
enum status libexec_run(
	struct session *session, const struct command *command, int argc, char **argv);
/* Runs a command on a capture, or prints that it cannot run on one. */
enum status libexec_replay(
	struct session *session, const struct command *command, int argc, char **argv);
