/* SPDX-License-Identifier: MIT
 * A plan: from what the user asks for to the list of packages that will make it.
 */
#pragma once

#include "component_set.h"
#include "server.h"

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

/* "linux-x86_64" on this machine; NULL when there are no toolkits for it. */
const char *plan_platform(const struct session *app);
/* Finds the release that the spec means; NULL will do for a server that is one manifest.
 * Says what is wrong; 0 or an exit code. */
_must_check_ int plan_release(
	struct server *server, const char *spec, const char **release);
/* Fills the plan, release and platform of which are set. Says what is wrong; 0 or an exit
 * code. */
_must_check_ int plan_make(struct server *server, const struct component_set *known,
	const struct request *request, struct plan *plan);
/* The releases of the toolkit that can be installed this way, oldest first. */
struct strv plan_releases(struct server *server, bool *complete);
/* What people write, without "cuda-", "v" and aliases: "12.4"; "latest" stays. NULL when
 * it is no number. */
const char *plan_prefix(struct session *app, const char *spec);
