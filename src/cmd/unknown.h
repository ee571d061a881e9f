/* SPDX-License-Identifier: MIT
 * A word that is not a command: which command the user may mean.
 */
#pragma once

#include "command.h"

/* Prints the message and the hint. Returns STATUS_USAGE. */
enum status unknown_command(struct session *session, const char *word);
