/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "errorcodes.h"

#include <ctype.h>
#include <regex.h>

/* Returns the name in lower case and without "_": what both APIs have in common. */
static char *plain_name(struct arena *arena, const char *name, size_t n)
{
	char *plain = arena_ndup(arena, name, n), *to = plain;

	for (const char *p = plain; *p; p++)
		if (*p != '_')
			*to++ = (char)tolower((unsigned char)*p);
	*to = '\0';
	return plain;
}

/* Returns the words that may be an error's name, in that form. */
static struct strv names_in(struct arena *arena, const char *text)
{
	struct strv names = strv_new(arena);

	while (*text) {
		size_t n = 0;

		while (isalnum((unsigned char)text[n]) || text[n] == '_')
			n++;
		if (n > strlen("cudaError") && (strncasecmp(text, "cuda", 4) == 0 ||
						       strncasecmp(text, "nvml", 4) == 0))
			strv_add(&names, plain_name(arena, text, n));
		text += n ? n : 1;
	}
	return names;
}

static bool about_cuda(const char *line)
{
	static const char *const words[] = { "cuda", "cuinit", "nvml", "nvidia" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasestr(line, words[i]))
			return true;
	return false;
}

static void add_number(struct strv *numbers, const char *line, const regmatch_t *match)
{
	strv_add(numbers, arena_ndup(numbers->arena, line + match->rm_so,
				  (size_t)(match->rm_eo - match->rm_so)));
}

static struct strv numbers_in(struct arena *arena, const char *text, bool typed)
{
	struct strv numbers = strv_new(arena), lines = strv_split(arena, text, '\n');
	regmatch_t match[4];
	regex_t whole, within;

	if (regcomp(&whole,
		    "^[[:space:]]*(error( code)?)?[[:space:]:=#]*([0-9]+)[[:space:]]*$",
		    REG_EXTENDED | REG_ICASE) != 0)
		return numbers;
	if (regcomp(&within,
		    "(error|code|status|returned|failed with)[[:space:]:=#(]*([0-9]+)",
		    REG_EXTENDED | REG_ICASE) == 0) {
		for (size_t i = 0; i < lines.n; i++)
			if (typed && regexec(&whole, lines.v[i], 4, match, 0) == 0)
				add_number(&numbers, lines.v[i], &match[3]);
			else if (about_cuda(lines.v[i]) &&
				 regexec(&within, lines.v[i], 3, match, 0) == 0)
				add_number(&numbers, lines.v[i], &match[2]);
		regfree(&within);
	}
	regfree(&whole);
	return numbers;
}

struct errorcodes errorcodes_in(struct doctor *doctor, const char *text, bool typed)
{
	struct arena *arena = doctor->arena;
	struct strv names = names_in(arena, text),
		    numbers = numbers_in(arena, text, typed);
	struct errorcodes codes = { .n = 0 };

	if (table_read(arena, doctor->subject.dirs.data, "error_codes.tsv",
		    &codes.table) < 0)
		return codes;
	codes.row = arena_alloc(arena, (codes.table.n + 1) * sizeof(*codes.row));
	for (size_t i = 0; i < codes.table.n; i++) {
		const char *name = table_field(&codes.table, i, "name");

		if (strv_has(&numbers, table_field(&codes.table, i, "code")) ||
			strv_has(&names, plain_name(arena, name, strlen(name))))
			codes.row[codes.n++] = i;
	}
	return codes;
}
