/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "recfile.h"

#include <ctype.h>

enum { NAME_MAX_LENGTH = 32 };

struct rec rec_new(const char *text, size_t len)
{
	return (struct rec){ .at = text, .end = text + len };
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void set_value(struct rec *rec, const char *s, const char *end)
{
	while (end > s && blank(end[-1]))
		end--;
	rec->value = s;
	rec->n_value = (size_t)(end - s);
}

static enum rec_kind field(struct rec *rec, const char *end)
{
	const char *s = rec->start;

	while (s < end && (isalnum((unsigned char)*s) || *s == '_'))
		s++;
	if (s == rec->start || s - rec->start > NAME_MAX_LENGTH || s == end || *s != ':')
		return REC_WRONG;
	rec->name = rec->start;
	rec->n_name = (size_t)(s - rec->start);
	for (s++; s < end && blank(*s); s++)
		;
	set_value(rec, s, end);
	return REC_FIELD;
}

enum rec_kind rec_next(struct rec *rec)
{
	const char *end;

	if (rec->at >= rec->end)
		return REC_END;
	rec->line++;
	rec->start = rec->at;
	end = memchr(rec->at, '\n', (size_t)(rec->end - rec->at));
	if (!end)
		end = rec->end;
	rec->at = end < rec->end ? end + 1 : end;
	rec->n_name = 0;
	if (*rec->start == '#' || *rec->start == '%')
		return REC_IGNORED;
	if (*rec->start == '+' && end > rec->start) {
		set_value(rec,
			rec->start +
				(end > rec->start + 1 && rec->start[1] == ' ' ? 2 : 1),
			end);
		return REC_MORE;
	}
	set_value(rec, rec->start, end);
	return rec->n_value ? field(rec, end) : REC_BLANK;
}

bool rec_is(const struct rec *rec, const char *name)
{
	return rec->n_name == strlen(name) && memcmp(rec->name, name, rec->n_name) == 0;
}
