/* SPDX-License-Identifier: MIT
 * The shells: for each, the code for its `eval`, quoted for any bytes.
 *
 * In the hook, the code calls functions that shell/cudaenv.<suffix> defines
 * (__cudaenv_set and others), which handle readonly variables. `cudaenv env` prints code
 * that needs no such function.
 */
#pragma once

#include "model/environ.h"

enum { SHELL_FILES_MAX = 3 };

/* How to leave what is applied, as far as it is known on entering. */
struct leaving {
	const struct vars *old;
	const struct state *state; /* that is applied */
	const char *removed;	   /* the list of removed.h after leaving */
	const char *code;	   /* to run then */
	const char *message;	   /* for stderr */
};

/* A file of $pkgdatadir/shell. */
struct shell_file {
	const char *path, *text;
};

struct shell {
	const char *name;
	/* The names of its files, in the order in which they are loaded; ended by NULL. */
	const char *files[SHELL_FILES_MAX + 1];

	/* The command, with a space after it, that removes an exported variable which the
	 * shell would take for one of the hook's. NULL: this shell keeps the two apart. */
	const char *forget;
	/* Adds code that runs the code `names` and loads `files`, ended by a NULL path. NULL:
	 * adds `names` and their texts. */
	void (*load)(struct str *code, const char *names, const struct shell_file *files);
	/* Adds what passes the variables of export_vars_hook_name() to the program, in the shell
	 * `name`. NULL: this shell exports all variables that the program can set. */
	void (*names)(struct str *code, const char *name);
	/* In the hook: one variable becomes what `edit` says. */
	void (*edit)(struct str *code, const struct edit *edit);
	/* Sets a variable of the shell itself that no child sees (__cudaenv_told). */
	void (*assign)(struct str *code, const char *name, const char *value);
	/* Adds `body`, which edits the variable `name`, and prints `note` on stderr after
	 * it; where the variable is readonly, the shell's function fails instead. NULL:
	 * this shell has no readonly variables. */
	void (*attempt)(
		struct str *code, const char *name, const char *body, const char *note);
	/* Prints `text` (its own newline at the end) on stdout. */
	void (*print)(struct str *code, const char *text);
	/* Stores, in the shell, the code that undoes `state` without the program, what was
	 * done last first. */
	void (*undo)(struct str *code, const struct state *state);
	/* After the edits: keeps, in the shell, code that leaves without the program. Where a
	 * variable has another value by then, that code is false and does nothing. NULL: this
	 * shell leaves through the program. */
	void (*leave)(struct str *code, const struct leaving *leaving);
	/* For `cudaenv env`: sets `want`; a path is added before or after the value. */
	void (*want)(struct str *code, const struct desired_var *want);
	/* When the shell starts: adds `body`, unless one of `hidden` is set in the shell;
	 * then the shell runs the program again and passes it. NULL: this shell exports
	 * all variables. */
	void (*guard)(struct str *code, const struct strv *hidden, const char *body);
	/* The last line of `init`: loads the hook where the shell is interactive. */
	const char *begin;
	/* The last statement of the hook's code: the shell has done all of it. */
	const char *done;
	/* Keeps, in the shell, how it sees that another program has changed PATH: `ours`
	 * ("" for none), the elements that are applied, is missing, or an element of
	 * `removed` is back. NULL: assigns both to __cudaenv_bin and __cudaenv_gone. */
	void (*watch)(struct str *code, const char *ours, const struct strv *removed);
	/* Closes the code; NULL where nothing is to be closed. */
	void (*end)(struct str *code);
	/* Can a variable of this shell hold, and its eval carry, these bytes? NULL: any.
	 */
	bool (*can_hold)(const char *value);
};

/* By name or by a path's last part ("bash", "/bin/bash", "-bash", "ksh93"); NULL. */
const struct shell *shell_find(const char *name);
/* All of them, ended by NULL. */
const struct shell *const *shell_all(void);

extern const struct shell shell_bash, shell_zsh, shell_ksh, shell_mksh, shell_sh,
	shell_fish, shell_tcsh, shell_elvish, shell_xonsh, shell_nu;
