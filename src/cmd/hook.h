/* SPDX-License-Identifier: MIT
 * What the hook does: the code that changes the calling shell's environment to what
 * applies here. `hook` prints it at a prompt, `init` once when a shell starts.
 */
#pragma once

#include "command.h"

/* Adds the code to `code`. At the start of a shell it prints nothing; the first prompt
 * prints the messages. Returns STATUS_FAILED when nothing was switched. */
enum status hook_code(
	struct session *session, const struct shell *shell, bool start, struct str *code);
