/* SPDX-License-Identifier: MIT
 * The package index that pip or uv is configured with.
 */
#pragma once

#include "session/select.h"

struct index_address {
	const char *url;    /* as configured, which may contain a password */
	const char *origin; /* the variable or file that contains it; NULL: the default */
	const char *ca_file; /* the certificates that pip is configured with; or NULL */
};

struct index_address index_address_find(struct session *session);
