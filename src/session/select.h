/* SPDX-License-Identifier: MIT
 * The selection that a command works on: the specs on its command line, or without them
 * the selection in effect here.
 */
#pragma once

#include "session.h"

/* Returns the selection in effect here, resolved. Prints nothing. */
struct selection select_quietly(struct session *session);
/* The same, and prints what was ignored in its file. */
struct selection select_here(struct session *session);
/* Makes a resolved selection of specs, each a spec or several joined by ":". `origin` may
 * be NULL. False, with *status set, after a complaint about one that is not valid. */
_must_check_ bool select_given(struct session *session, int n, char **specs,
	const char *origin, struct selection *selection, enum status *status);
/* The given specs or, with n == 0, the selection in effect here. False, with *status set,
 * after a complaint: a spec is not valid, or the version file was refused. Specs that are
 * not installed are left to the caller: complain_missing(). */
_must_check_ bool select_wanted(struct session *session, int n, char **specs,
	struct selection *selection, enum status *status);
/* The toolkit that `word` means or, with NULL, the first one of the selection in effect
 * here. False, with *status set, after a complaint. */
_must_check_ bool select_toolkit(struct session *session, const char *word,
	struct toolkit **toolkit, enum status *status);
