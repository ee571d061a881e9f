/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "quote.h"

void quote_posix(struct str *code, const char *s)
{
	str_addc(code, '\'');
	while (*s) {
		size_t n = strcspn(s, "'");

		str_addn(code, s, n);
		for (s += n; *s == '\''; s++)
			str_add(code, "'\\''");
	}
	str_addc(code, '\'');
}

/* zsh expands a "=" at the start of a word. */
static bool is_plain(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	return *s && *s != '=' && !s[strspn(s, plain)];
}

void quote_posix_short(struct str *code, const char *s)
{
	if (is_plain(s))
		str_add(code, s);
	else if (!*s)
		str_add(code, "\"\"");
	else
		quote_posix(code, s);
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool has_control(const char *s)
{
	while (*s && !is_control(*s))
		s++;
	return *s;
}

/* Appends `s` as $'...'. */
static void quote_control(struct str *word, const char *s)
{
	str_add(word, "$'");
	for (; *s; s++) {
		if (is_control(*s))
			str_addf(word, "\\%03o", (unsigned char)*s);
		else if (*s == '\'' || *s == '\\')
			str_addf(word, "\\%c", *s);
		else
			str_addc(word, *s);
	}
	str_addc(word, '\'');
}

const char *quote_word(struct arena *arena, const char *s)
{
	struct str word = str_new(arena);

	if (is_plain(s))
		return s;
	if (has_control(s))
		quote_control(&word, s);
	else
		quote_posix(&word, s);
	return word.s;
}
