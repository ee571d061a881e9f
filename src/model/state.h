/* SPDX-License-Identifier: MIT
 * The state: what cudaenv applied in a shell, and what it needs to undo that. It is
 * encoded in one exported variable, so that it travels with the environment it describes.
 *
 * The encoded state is printable ASCII without whitespace and quotes:
 *
 *	1;PATH,b,x,58.9c1f22e0,/usr/local/cuda-12.4/bin;CUDA_HOME,s,u,,/usr/local/cuda-12.4
 *
 * It is a format number, and for each variable: the name; the position (b before, a
 * after, s scalar); the prior state (u unset, x exported, l not exported, g hidden fish
 * universal variable); the prior value (for a path its anchor, else the value itself);
 * and the value that cudaenv set. Other bytes are written as %XX. A path can have two
 * entries, one for each end.
 */
#pragma once

#include "pathlist.h"

#define STATE_VARIABLE "__CUDAENV"
enum { STATE_FORMAT = 1, STATE_MAX = 16 * 1024 }; /* STATE_MAX: bytes of it encoded */

/* Where our value is in the variable. A scalar is replaced. */
enum position { POSITION_BEFORE = 'b', POSITION_AFTER = 'a', POSITION_SCALAR = 's' };
/* What the variable was before. */
enum prior {
	PRIOR_UNSET = 'u',
	PRIOR_EXPORTED = 'x',
	PRIOR_LOCAL = 'l',
	PRIOR_SHADOWED = 'g'
};

/* One variable that cudaenv set. */
struct applied {
	const char *name;
	enum position position;
	enum prior prior;
	struct anchor anchor; /* of a path's prior value */
	const char *saved;    /* a scalar's prior value, "" if it was unset */
	const char *value;    /* what cudaenv set, or the elements that it inserted */
};

struct state {
	struct applied *applied;
	size_t n;
};

/* Decodes `text`; NULL is an empty state. Returns 0 or a negative errno, and an empty
 * state: -EINVAL if it is damaged or names a variable that cudaenv never sets, -EPROTO if
 * its format is newer. */
_must_check_ int state_decode(struct arena *arena, const char *text, struct state *state);
/* Returns the encoded state, or NULL if it is empty. */
char *state_encode(struct arena *arena, const struct state *state);
/* Returns what was applied to this variable first, or NULL. */
const struct applied *state_find(const struct state *state, const char *name);
