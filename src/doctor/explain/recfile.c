/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "recfile.h"

enum { NAME_MAX_LENGTH = 32 };

struct rec rec_new(const char *text, size_t len)
{
	return (struct rec){ .at = text, .end = text + len };
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool name_byte(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static void set_value(struct rec *rec, const char *s, const char *end)
{
	while (end > s && blank(end[-1]))
		end--;
	rec->value = s;
	rec->n_value = (size_t)(end - s);
}

bool rec_line(struct rec *rec)
{
	const char *end;

	if (rec->at >= rec->end)
		return false;
	rec->line++;
	rec->start = rec->at;
	end = memchr(rec->at, '\n', (size_t)(rec->end - rec->at));
	rec->line_end = end ? end : rec->end;
	rec->at = end ? end + 1 : rec->end;
	rec->n_name = 0;
	return true;
}

enum rec_kind rec_field(struct rec *rec)
{
	const char *s = rec->start, *end = rec->line_end;

	while (s < end && name_byte(*s))
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
	const char *s;

	if (!rec_line(rec))
		return REC_END;
	s = rec->start;
	if (*s == '#' || *s == '%')
		return REC_IGNORED;
	if (*s == '+' && rec->line_end > s) {
		set_value(rec, s + (rec->line_end > s + 1 && s[1] == ' ' ? 2 : 1),
			rec->line_end);
		return REC_MORE;
	}
	set_value(rec, s, rec->line_end);
	return rec->n_value ? rec_field(rec) : REC_BLANK;
}

bool rec_is(const struct rec *rec, const char *name)
{
	return rec->n_name == strlen(name) && memcmp(rec->name, name, rec->n_name) == 0;
}
