/* SPDX-License-Identifier: MIT
 * What every command is given: made once in main(), passed to all, nothing global.
 */
#pragma once

#include "core/opt.h"
#include "model/level.h"
#include "model/desired_env.h"
#include "shells/shell.h"

struct command;

struct ctx {
	struct arena arena;
	struct out out;
	struct vars vars; /* of the calling shell */
	struct dirs dirs;
	struct settings settings;
	struct machine machine;
	struct registry registry;
	const char *sysroot; /* as given; NULL */
	const char *cwd;     /* NULL when it cannot be told */
	const struct command *command;
	struct usage usage; /* of the command, for opt_parse() */

	/* Set when the shell function called us (`cudaenv sh-use bash ...`): what is
	 * printed is for its eval, and the command may change that shell's variables. */
	const struct shell *shell;
	struct str code;
};

struct command {
	const char *name, *args, *summary;
	int (*run)(struct ctx *ctx, int argc, char **argv); /* the exit code */
	unsigned flags;
};

enum {
	CMD_HIDDEN = 1, /* for the shell's hook, not for people */
	CMD_SHELL = 2,	/* changes the calling shell: the function runs `sh-<name>` */
	CMD_STOP_AT_OPERAND = 4, /* options end at the first operand */
	CMD_NO_CONFIG_NOTES =
		8, /* runs at each prompt or shell start: no word about the config */
	CMD_CAPTURED = 16, /* the sysroot may be a file, a captured machine */
	CMD_REPLAYED = 32, /* the same, and `doctor' unpacks it */
};

/* The table, sorted by name, ended by a row without one. Read this first: commands.c. */
extern const struct command commands[];
const struct command *command_find(const char *name);

/* --- what several commands do (common.c) --- */

/* The selection in force here, resolved. What was ignored in its file has been said. */
struct selection selection_here(struct ctx *ctx);
/* The specs given on the command line, as a selection of their own. */
struct selection selection_given(
	struct ctx *ctx, int n, char **specs, const char *origin);
/* Says which of its specs are not installed, and what to do; 1 when any is, else 0. */
int complain_missing(struct ctx *ctx, const struct selection *selection);
/* Says why the selection's file was refused; 1 when it was, else 0. */
int complain_file(struct ctx *ctx, const struct selection *selection);
/* Checks specs that are to be set: valid, and here unless `force`. 0, or an exit code. */
int check_specs(struct ctx *ctx, int n, char **specs, bool force);
/* Says that `word` is no spec; returns 2. */
int complain_spec(struct ctx *ctx, const char *word);
/* Tells every shell of this user to look again. A failure is not said: it only delays. */
void bump_generation(struct ctx *ctx);
/* "12.4 (set by /p/.cuda-version)" */
const char *set_by(struct ctx *ctx, const char *name, const char *origin);
/* The drivers as seen with this selection applied (`fill` empty vars with it). */
struct drivers drivers_under(struct ctx *ctx, const struct selection *selection);
/* Restores what is applied in `vars` and applies the selection. -EINVAL and -EPROTO: the
 * state is damaged or newer; then nothing is restored. -E2BIG: what would have to be
 * remembered is larger than STATE_MAX. */
int switch_vars(struct ctx *ctx, struct vars *vars, const struct selection *selection,
	struct state *state);
/* The absolute path of this program. */
const char *own_path(struct ctx *ctx);
/* Removes a file; one that is not there is no error. 0 or an exit code, said. */
int remove_file(struct ctx *ctx, const char *path);
/* Adds `edit` to the code for the calling shell; without one, says that there is none: 1.
 */
int edit_shell(struct ctx *ctx, const char *name, const char *value);

/* The code for these edits, without what this shell's variables or eval cannot carry,
 * each told by name. */
void emit_edits(struct ctx *ctx, const struct shell *shell, struct str *code,
	const struct edits *edits);

/* --- the commands, each in the file of its name --- */

int cmd_alias(struct ctx *ctx, int argc, char **argv);
int cmd_commands(struct ctx *ctx, int argc, char **argv);
int cmd_completions(struct ctx *ctx, int argc, char **argv);
int cmd_deactivate(struct ctx *ctx, int argc, char **argv);
int cmd_driver(struct ctx *ctx, int argc, char **argv);
int cmd_env(struct ctx *ctx, int argc, char **argv);
int cmd_exec(struct ctx *ctx, int argc, char **argv);
int cmd_global(struct ctx *ctx, int argc, char **argv);
int cmd_help(struct ctx *ctx, int argc, char **argv);
int cmd_hook(struct ctx *ctx, int argc, char **argv);
int cmd_init(struct ctx *ctx, int argc, char **argv);
int cmd_latest(struct ctx *ctx, int argc, char **argv);
int cmd_libexec(struct ctx *ctx, int argc, char **argv);
/* Runs a command on a captured machine, or says that it does not go there. */
int run_captured(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_link(struct ctx *ctx, int argc, char **argv);
int cmd_local(struct ctx *ctx, int argc, char **argv);
int cmd_prefix(struct ctx *ctx, int argc, char **argv);
int cmd_root(struct ctx *ctx, int argc, char **argv);
int cmd_shell(struct ctx *ctx, int argc, char **argv);
int cmd_use(struct ctx *ctx, int argc, char **argv);
int cmd_version(struct ctx *ctx, int argc, char **argv);
int cmd_version_file(struct ctx *ctx, int argc, char **argv);
int cmd_version_name(struct ctx *ctx, int argc, char **argv);
int cmd_version_origin(struct ctx *ctx, int argc, char **argv);
int cmd_versions(struct ctx *ctx, int argc, char **argv);
int cmd_whence(struct ctx *ctx, int argc, char **argv);
int cmd_which(struct ctx *ctx, int argc, char **argv);
