/* SPDX-License-Identifier: MIT
 * Observations about a subject that are not in its files, as keys and values. On the
 * running machine, an observation is made when it is first needed. A capture
 * contains its own. Of a mounted image, only those exist that its files contain.
 *
 * Keys and values:
 *
 *	uname.release, libc, uid, groups, limit.files
 *	origin			"image", in a capture of a mounted image
 *	node:/dev/nvidia0	"c 195 0 666 0 44 0": type, major, minor, mode, uid, gid,
 *				and the errno of opening it (-1: not tried); "" if it is
 *				missing
 *	loader			the lines of the loader's cache that matter to CUDA:
 *				SONAME<tab>PATH
 *	probe:cuda, probe:nvml, probe:bandwidth
 *				"end=exited 0" (or killed 11, timeout 0), then the output
 *				of the probe
 *	probe:untrusted		what the probe did not get, one per line: VARIABLE<tab>PATH
 *				<tab>why another user can change the path
 *	probe:cuda-visible	the same without CUDA_VISIBLE_DEVICES
 *	probe:cuda-loader	the same without LD_LIBRARY_PATH
 */
#pragma once

#include "doctor/subject.h"

struct observations {
	struct arena *arena;
	enum origin origin;
	const struct machine *machine; /* NULL for a captured one */
	const char *nodes_root;	       /* --pid: the root of that process; "" */
	struct strv keys, values;
};

struct observations *observations_new(
	struct arena *arena, enum origin origin, const struct machine *machine);
/* Returns the value of a key, or NULL if it cannot be observed. */
const char *observation(struct observations *observations, const char *key);
/* Sets the value of a key that has none. */
void observation_add(
	struct observations *observations, const char *key, const char *value);
/* Returns whether only files are known: of an image, or a capture of one. */
bool observations_of_image(struct observations *observations);
