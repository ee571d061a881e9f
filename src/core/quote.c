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
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";
	struct str word = str_new(arena);

	/* zsh expands a "=" at the start of a word. */
	if (*s && *s != '=' && !s[strspn(s, plain)])
		return s;
	if (has_control(s))
		quote_control(&word, s);
	else
		quote_posix(&word, s);
	return word.s;
}
