/* SPDX-License-Identifier: MIT
 * The address of a mirror, as people write it. A pure function.
 */
#pragma once

#include "core/arena.h"

struct address {
	const char *url;   /* https or http, without "/" at its end; else NULL */
	const char *path;  /* of a file address; else NULL */
	const char *shown; /* as it was written, but for user and password */
	const char *user, *password; /* as they are to be sent; NULL: none */
};

/* False when it is none of https, http and file: only `shown` is set then. */
bool address_parse(struct arena *arena, const char *text, struct address *address);
