/* SPDX-License-Identifier: MIT
 * A plan: from the user's request to the list of packages that satisfy it.
 */
#pragma once

#include "component_set.h"
#include "source.h"

struct request {
	const char *spec;	/* of the toolkit */
	const char *components; /* "cuda_nvcc,cuda_cudart"; NULL */
	const char *with;	/* "cudnn@9.1,cutensor"; NULL */
	enum set set;
};

struct plan {
	const char *release, *platform;
	struct package **packages;
	size_t n;
};

/* Returns the platform of this machine, such as "linux-x86_64"; NULL if NVIDIA has no
 * toolkits for it. */
const char *plan_platform(const struct session *session);
/* Resolves the spec to a release. It may be NULL if the source is one manifest. */
_must_check_ enum status plan_release(
	struct source *source, const char *spec, const char **release);
/* Fills the plan; its release and platform are set. */
_must_check_ enum status plan_make(struct source *source,
	const struct component_set *known, const struct request *request,
	struct plan *plan);
/* Returns the releases of the toolkit that can be installed, oldest first; `complete` as
 * in source.h. */
struct strv plan_releases(struct source *source, bool *complete);
/* Returns the version that a spec means, without "cuda-" and "v", aliases resolved: "12.4";
 * "" for latest; NULL if it is not a version. */
const char *plan_prefix(struct session *session, const char *spec);
