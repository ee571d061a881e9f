/* SPDX-License-Identifier: MIT
 * The lines of a file in the rec format of GNU recutils: `Field: value`, `+ more of the
 * value`, `# comment`, `%descriptor: value`, and an empty line after each record.
 */
#pragma once

#include "core/macro.h"

enum rec_kind { REC_END, REC_BLANK, REC_FIELD, REC_MORE, REC_IGNORED, REC_WRONG };

struct rec {
	const char *at, *end;	      /* the rest of the text */
	size_t line;		      /* of the last line that was read, from 1 */
	const char *start, *line_end; /* of that line, without the line end */
	const char *name, *value;
	size_t n_name, n_value; /* of its field; of a continuation: n_name == 0 */
};

struct rec rec_new(const char *text, size_t len);
/* Reads the next line only as such. Returns false at the end. */
bool rec_line(struct rec *rec);
/* Reads the line as a field: REC_FIELD or REC_WRONG. */
enum rec_kind rec_field(struct rec *rec);
/* Reads the next line. The value has no whitespace around it; that of a continuation
 * keeps what follows the first space. */
enum rec_kind rec_next(struct rec *rec);
bool rec_is(const struct rec *rec, const char *name);
