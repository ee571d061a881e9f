/* SPDX-License-Identifier: MIT
 * Messages about specs and selections. Their wording exists once, here.
 */
#pragma once

#include "session.h"

/* `word` is not a valid spec. Returns STATUS_USAGE. */
enum status complain_spec(struct session *session, const char *word);
/* Reports which specs of a resolved selection are not installed, with what to do, and what
 * the user should know of the others. Returns STATUS_FAILED when one is missing. */
enum status complain_missing(struct session *session, const struct selection *selection);
/* Reports why the selection's file was refused. Returns STATUS_FAILED when it was refused,
 * or contains no valid spec. */
enum status complain_file(struct session *session, const struct selection *selection);
/* There is no user scope. Returns STATUS_FAILED. */
enum status complain_no_root(struct session *session);
/* The shell function did not call the program. */
void complain_no_shell(struct session *session);
