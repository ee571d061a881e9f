/* SPDX-License-Identifier: MIT
 * Specs: what a user writes to request a toolkit. Pure functions.
 */
#pragma once

#include "version.h"

enum { SPEC_MAX = 64 };

/* 1 to 64 of [A-Za-z0-9._+-], starting with neither "." nor "-". */
bool spec_valid(const char *spec);

/* True for the words that name no toolkit: system, cpu, none, latest. */
bool spec_reserved(const char *spec);

enum spec_kind {
	SPEC_SYSTEM, /* system, cpu, none */
	SPEC_LATEST,
	SPEC_NAMED,
};

struct spec {
	enum spec_kind kind;
	const char *raw;  /* as it was written */
	const char *name; /* without "cuda-", "cuda", "v"; "12.4" for "cu124" */
	struct version version;
	bool numeric; /* `version` holds the numbers of `name` */
};

/* `raw` must be valid. */
struct spec spec_parse(struct arena *arena, const char *raw);
