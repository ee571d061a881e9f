/* SPDX-License-Identifier: MIT
 * The target: the directory that will be the toolkit, and its present state.
 */
#pragma once

#include "subcommand.h"
#include "record.h"

enum target_state {
	TARGET_FREE,	/* missing, or an empty directory */
	TARGET_OURS,	/* installed by cudaenv; `record` describes it */
	TARGET_FOREIGN, /* something that cudaenv did not install */
	TARGET_DAMAGED, /* installed by cudaenv, with a damaged record */
	TARGET_ERROR,	/* `error` */
};

struct target {
	const char *path; /* on its machine */
	const char *host; /* as this process reaches it */
	enum target_state state;
	int error;	 /* a negative errno */
	bool unfinished; /* an addition was interrupted */
	struct record record;
};

/* Determines the target of a release, for --prefix, --system or neither. Prints what is
 * wrong. */
_must_check_ enum status target_find(struct session *session, struct target *target,
	const char *release, const char *prefix, bool system);
/* Determines the state. */
void target_look(struct session *session, struct target *target);
/* Prints which file of the record in `host` cannot be read, and what to do. */
enum status record_complain(struct session *session, const struct record *record,
	const char *host, int error);
/* Prints why the target cannot be used. */
enum status target_complain(struct session *session, const struct target *target);
