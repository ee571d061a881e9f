/* SPDX-License-Identifier: MIT
 * What is applied in a shell, and how to take it back: the one exported variable that
 * travels with the environment it describes.
 *
 * Its text is printable ASCII without blanks or quotes, whatever the values hold:
 *
 *	1;PATH,b,x,58.9c1f22e0,/usr/local/cuda-12.4/bin;CUDA_HOME,s,u,,/usr/local/cuda-12.4
 *
 * a format number, then for each variable: name, place (b before, a after, s scalar),
 * what it was (u unset, x exported, l not exported, g hidden fish universal), what to
 * know of the old value (a path's anchor, a scalar's value), and what we put there. Other
 * bytes are written as %XX.
 */
#pragma once

#include "pathlist.h"

#define STATE_VARIABLE "__CUDAENV"
enum { STATE_FORMAT = 1, STATE_MAX = 16 * 1024 };

enum position { POSITION_BEFORE = 'b', POSITION_AFTER = 'a', POSITION_SCALAR = 's' };
enum prior {
	PRIOR_UNSET = 'u',
	PRIOR_EXPORTED = 'x',
	PRIOR_LOCAL = 'l',
	PRIOR_SHADOWED = 'g'
};

struct applied {
	const char *name;
	enum position position;
	enum prior prior;
	struct anchor anchor; /* of a path's old value */
	const char *saved;    /* a scalar's old value, "" when it was unset */
	const char *value;    /* what we set, or the elements that we put in */
};

struct state {
	struct applied *applied;
	size_t n;
};

/* NULL text is no state. 0; -EINVAL when it is damaged, -EPROTO when it is of a newer
 * format. Names that cudaenv never sets count as damage. */
_must_check_ int state_decode(struct arena *arena, const char *text, struct state *state);
/* NULL for an empty state. */
char *state_encode(struct arena *arena, const struct state *state);
const struct applied *state_find(const struct state *state, const char *name);
