/* SPDX-License-Identifier: MIT
 * Setting and taking back a selection in each scope: what `use`, `local`, `global` and
 * `shell` have in common. All return an exit code and say what was wrong.
 */
#pragma once

#include "command.h"

int scope_set_project(
	struct session *session, int n, char **specs, enum replace replace, bool force);
int scope_unset_project(struct session *session);
int scope_set_global(struct session *session, int n, char **specs, bool force);
int scope_unset_global(struct session *session);
/* Into CUDAENV_VERSION of the calling shell; what was there goes to CUDAENV_VERSION_OLD.
 */
int scope_set_shell(struct session *session, int n, char **specs, bool force);
int scope_unset_shell(struct session *session);
int scope_swap_shell(struct session *session);
