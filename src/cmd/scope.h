/* SPDX-License-Identifier: MIT
 * Setting and removing the selection of a scope: what `use', `shell', `local' and `global'
 * share. A scope is a row of data; no command knows where a selection is stored.
 */
#pragma once

#include "command.h"

/* What a user asks of a scope. */
struct scope_request {
	struct selection wanted; /* the specs, resolved; not used to remove a selection */
	enum replace replace;
	bool force;   /* also what is not installed, or what the driver cannot run */
	bool dry_run; /* only the machine's scope has it */
	bool explain; /* `use': checks the driver, reports what affects the selection */
};

struct scope_ops {
	/* Both print their own errors. */
	enum status (*set)(struct session *session, const struct scope_request *request);
	enum status (*unset)(
		struct session *session, const struct scope_request *request);
	/* Reports, before the change, what the new selection will hide; NULL. */
	void (*before)(struct session *session);
	/* Reports, after it, what hides the selection, where `set' does not; NULL. */
	void (*after)(struct session *session);
	bool is_machine; /* one spec, and always with a check of the driver */
};

extern const struct scope_ops scope_shell, scope_project, scope_global, scope_machine;

/* Selects `request->wanted` in the scope: refuses what is not installed or what the driver
 * cannot run, stores the selection, and reports what follows. */
enum status scope_set(struct session *session, const struct scope_ops *scope,
	const struct scope_request *request);

/* The frame of `shell', `local' and `global': parses the arguments and sets or removes the
 * selection; `print` prints it when neither is asked for. */
enum status scope_command(struct session *session, int argc, char **argv,
	const struct scope_ops *scope, enum status (*print)(struct session *session));
/* Prints the specs of the nearest selection of that scope that a file contains, whatever
 * CUDAENV_DIR is. False when there is none. */
bool scope_print_file(struct session *session, enum scope scope, enum status *status);
/* The previous selection of this shell becomes the current one: `shell -'. */
enum status scope_swap_shell(struct session *session);
