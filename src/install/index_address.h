/* SPDX-License-Identifier: MIT
 * The package index that pip or uv is configured with: by a variable, otherwise by a file of
 * the user's or of this machine. Files of a project are not read: they may be another
 * user's.
 */
#pragma once

#include "session/select.h"

struct index_address {
	const char *url;    /* as configured, which may contain a password */
	const char *origin; /* the variable or file that contains it; NULL: the default */
	const char *ca_file; /* the certificates that pip is configured with; or NULL */
};

struct index_address index_address_find(struct session *session);

/* Both are pure functions. Returns the value of `key` in the text of a pip.conf: in [install],
 * otherwise in [global]; NULL if there is none. */
const char *index_address_in_pip(struct arena *arena, const char *text, const char *key);
/* Returns the address of the default index in the text of a uv.toml; NULL if there is
 * none. */
const char *index_address_in_uv(struct arena *arena, const char *text);
