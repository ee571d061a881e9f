/* SPDX-License-Identifier: MIT
 * The target: the directory that is to be the toolkit, and what is there now.
 */
#pragma once

#include "app.h"
#include "record.h"

enum target_state {
	TARGET_FREE,	/* nothing, or an empty directory */
	TARGET_OURS,	/* `record` tells */
	TARGET_FOREIGN, /* something that cudaenv did not put there */
	TARGET_DAMAGED, /* ours, with a damaged record */
	TARGET_ERROR,	/* `error` */
};

struct target {
	const char *path; /* on its machine */
	const char *host; /* as this process reaches it */
	enum target_state state;
	int error;	 /* a negative errno */
	bool unfinished; /* an addition was cut off */
	struct record record;
};

/* For --prefix, --system or neither; the release is the version's. Says what is wrong; 0 or
 * an exit code. */
_must_check_ int target_find(struct session *app, struct target *target,
	const char *release, const char *prefix, bool system);
/* Looks what is there. */
void target_look(struct session *app, struct target *target);
/* Says which file of the record at `host` could not be read, and what to do; 1. */
int record_complain(
	struct session *app, const struct record *record, const char *host, int error);
/* Says why it can't be used; 1. */
int target_complain(struct session *app, const struct target *target);
