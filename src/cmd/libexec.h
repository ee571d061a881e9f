/* SPDX-License-Identifier: MIT
 * Running the helper programs in libexec.
 */
#pragma once

#include "command.h"

/* Becomes the command's helper program. Returns only after a failure, which it prints. */
enum status libexec_run(
	struct session *session, const struct command *command, int argc, char **argv);
/* Runs a command on a capture, or prints that it cannot run on one. */
enum status libexec_replay(
	struct session *session, const struct command *command, int argc, char **argv);
