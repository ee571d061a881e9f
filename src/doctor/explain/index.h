/* SPDX-License-Identifier: MIT
 * The index of the packaged files (data/explain/index): the grams that each entry needs,
 * so that a line costs reading the entries that it may contain instead of all files.
 *
 *	=FILE SIZE
 *	OFFSET LENGTH LINE [API:NUMBER]... [GRAMS]...
 *
 * follow two lines of comment. GRAMS are the two rarest grams of a pattern, with the digits A
 * to P, or `*' if it may match any text. The index is used only if it lists all files of its
 * directory with their sizes.
 */
#pragma once

#include "scan.h"

/* Adds the entries that a text with these grams may contain, and the codes of all. Returns
 * false, and adds nothing, without a valid index. */
bool index_add(struct knowledge *knowledge, const char *dir, const struct grams *grams);
/* Returns the index of the directory. */
struct str index_text(struct arena *arena, const char *dir);
