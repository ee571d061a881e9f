/* SPDX-License-Identifier: MIT
 * Specs: what a user writes to request a toolkit (cuda-version(5)). Pure functions.
 */
#pragma once

#include "version.h"

enum { SPEC_MAX = 64 }; /* bytes */

/* Returns true for 1 to SPEC_MAX characters of [A-Za-z0-9._+-] of which the first is
 * neither "." nor "-". */
bool spec_valid(const char *spec);

/* Returns true for the words that are not names: system, cpu, none, latest. */
bool spec_reserved(const char *spec);

enum spec_kind {
	SPEC_SYSTEM, /* system, cpu, none */
	SPEC_LATEST,
	SPEC_NAMED,
};

struct spec {
	enum spec_kind kind;
	const char *raw;  /* as written */
	const char *name; /* without "cuda-", "cuda", "v"; "12.4" for "cu124" */
	struct version version;
	bool numeric; /* `name` is a number, and `version` its value */
};

/* Returns the parts of `raw`, which is valid. */
struct spec spec_parse(struct arena *arena, const char *raw);
