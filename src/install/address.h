/* SPDX-License-Identifier: MIT
 * The address of a mirror, as the user writes it. A pure function.
 */
#pragma once

#include "core/arena.h"

struct address {
	const char *url;   /* https or http, without "/" at its end; else NULL */
	const char *path;  /* of a file address; else NULL */
	const char *shown; /* as it was written, without user and password */
	const char *user, *password; /* decoded; NULL if there are none */
};

/* Returns false for an address that is not https, http or file, or whose password is not
 * percent-encoded; only `shown` is set then. */
bool address_parse(struct arena *arena, const char *text, struct address *address);

/* Returns the address as messages show it: without user and password, and without what
 * follows "?", which may be a signature. */
const char *address_shown(struct arena *arena, const char *url);
