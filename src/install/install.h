/* SPDX-License-Identifier: MIT
 * One install, from the request to the finished toolkit.
 */
#pragma once

#include "options.h"

/* Installs what `word`, a spec, and the options request; `word` may be NULL. Prints what it
 * does, and what went wrong. */
_must_check_ enum status install_run(
	struct session *session, const struct install_options *options, const char *word);

/* Opens the source that `from`, the argument of --from or NULL, names. Prints what is wrong;
 * *source has to be closed in any case. */
_must_check_ enum status install_open_source(struct session *session,
	const struct install_options *options, const char *from, struct source **source);
