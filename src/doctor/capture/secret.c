/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "secret.h"

#include "core/str.h"

#include <ctype.h>

#define HIDDEN "***"

struct reader {
	const char *start, *p;
	char quote; /* the quote that is open at `p`; 0 */
	struct str out;
};

enum { NAME_MAX_LENGTH = 128, COMMAND_MAX = 256, TOKEN_LOOK = 64, INDEX_MAX = 64 };

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

static bool name_is_secret(const char *name, size_t n)
{
	static const char *const words[] = { "KEY", "TOKEN", "SECRET", "PASS",
		"CREDENTIAL", "AUTH", "PWD" };

	/* The directories of the shell. */
	if ((n == 3 && strncmp(name, "PWD", n) == 0) ||
		(n == 6 && strncmp(name, "OLDPWD", n) == 0))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		for (size_t k = 0; k + strlen(words[i]) <= n; k++)
			if (strncasecmp(name + k, words[i], strlen(words[i])) == 0)
				return true;
	return false;
}

/* Returns whether this is `setenv NAME value`, `set -gx NAME value` or `--name value`. */
static bool value_is_next_word(const struct reader *reader, const char *name)
{
	const char *command = name;

	while (command > reader->start && name - command < COMMAND_MAX &&
		!strchr(";&|'\"(", command[-1]))
		command--;
	command += strspn(command, " \t");
	return *name == '-' || skip_prefix(command, "set ") ||
	       skip_prefix(command, "setenv ") || skip_prefix(command, "set-env ");
}

/* Returns the end of a shell word, at most up to the quote that was already open; with
 * `whole`, up to that quote. Parentheses belong to the word. */
static const char *word_end(const char *p, char quote, bool whole)
{
	char inner = 0;
	int depth = 0;

	for (; *p; p++) {
		if (*p == '\\' && p[1] && (quote | inner) != '\'')
			p++;
		else if (quote && *p == quote)
			break;
		else if (inner)
			inner = *p == inner ? 0 : inner;
		else if (*p == '\'' || *p == '"')
			inner = *p;
		else if (*p == '(' || (*p == ')' && depth))
			depth += *p == '(' ? 1 : -1;
		else if (!depth && !whole && strchr(" \t;&|)", *p))
			break;
	}
	return p;
}

/* Skips [0] and the first characters of the assignment operators of make, bash and
 * others. */
static const char *operator_at(const char *p)
{
	const char *closed = *p == '[' ? memchr(p, ']', strnlen(p, INDEX_MAX)) : NULL;

	p = closed ? closed + 1 : p;
	p += strspn(p, " \t]");
	return p + (strchr("+?:", *p) && *p && p[1] == '=');
}

/* Returns the value that is assigned to the name ending at `p`, and stores its end; NULL
 * if there is none. */
static const char *value_of(
	const struct reader *reader, const char *name, const char *p, const char **end)
{
	bool quoted = *p == '"' || *p == '\'';
	const char *mark = operator_at(p + quoted);
	const char *value = mark + (*mark == '=' || *mark == ':');
	/* export "NAME=some words", but not alias x='NAME=word command' */
	bool whole = name > reader->start && name[-1] == reader->quote &&
		     (name - 1 == reader->start || name[-2] != '=');

	/* A ":" without a space separates the elements of a path; but ${NAME:-value}. */
	if (*mark == ':' && !strchr(" \t-=", *value) && !quoted)
		return NULL;
	if (value == mark && (quoted || mark == p || !value_is_next_word(reader, name)))
		return NULL;
	value += *mark == '=' && *value == '>';
	value += strspn(value, " \t");
	*end = word_end(value, quoted ? 0 : reader->quote, whole && !quoted);
	/* "Authorization: Bearer x" has two words. */
	if (*mark == ':' && isblank((unsigned char)mark[1]) && !quoted)
		*end = value +
		       (reader->quote ? strcspn(value, (char[]){ reader->quote, 0 })
				      : strlen(value));
	return *end > value ? value : NULL;
}

/* Tokens with a prefix that ends in "-", and web tokens, may contain more dashes. */
static bool has_dashes(const char *head)
{
	return head[strlen(head) - 1] == '-' || streq(head, "eyJ");
}

static bool token_char(bool dashes, char c)
{
	return isalnum((unsigned char)c) || c == '_' ||
	       (dashes && (c == '-' || c == '.'));
}

/* Returns the length of a token of a well-known kind at `p`, or 0. */
static size_t token_length(const char *p)
{
	static const struct {
		const char *head;
		size_t min; /* characters after it */
		bool mixed; /* ordinary words begin so, too: requires a digit or a capital */
	} kinds[] = { { "nvapi-", 4, false }, { "hf_", 8, true }, { "ghp_", 4, false },
		{ "gho_", 8, true }, { "ghu_", 8, true }, { "ghs_", 8, true },
		{ "ghr_", 8, true }, { "github_pat_", 4, false }, { "glpat-", 4, false },
		{ "sk-", 8, true }, { "xoxb-", 4, false }, { "xoxp-", 4, false },
		{ "AKIA", 8, true }, { "ASIA", 8, true }, { "AIza", 8, true },
		{ "eyJ", 16, true }, { "pypi-", 16, true }, { "npm_", 16, true } };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const char *rest = skip_prefix(p, kinds[i].head);
		bool dashes, mixed = false;
		size_t n = 0;

		if (!rest)
			continue;
		dashes = has_dashes(kinds[i].head);
		for (; n < TOKEN_LOOK && token_char(dashes, rest[n]); n++)
			mixed |= isdigit((unsigned char)rest[n]) ||
				 isupper((unsigned char)rest[n]);
		if (n < kinds[i].min || (kinds[i].mixed && !mixed))
			continue;
		while (token_char(dashes, rest[n]))
			n++;
		return strlen(kinds[i].head) + n;
	}
	return 0;
}

/* Returns the length of the user information of a URL whose "://" ends at `p`, or 0. */
static size_t url_user_length(const char *p)
{
	size_t n = strcspn(p, "/ \t'\"<>");

	while (n && p[n] != '@')
		n--;
	return n;
}

/* Copies the word at `p` and what belongs to it. */
static void take_word(struct reader *reader)
{
	const char *name = reader->p, *end = name, *value, *value_end;
	size_t token = token_length(name);

	while (name_char(*end) && end - name < NAME_MAX_LENGTH)
		end++;
	if (token) {
		str_add(&reader->out, HIDDEN);
		reader->p += token;
		return;
	}
	if (name_is_secret(name, (size_t)(end - name)) &&
		(value = value_of(reader, name, end, &value_end))) {
		str_addn(&reader->out, name, (size_t)(value - name));
		str_add(&reader->out, HIDDEN);
		if (*end == reader->quote)
			reader->quote = 0; /* it closed after the name */
		reader->p = value_end;
		return;
	}
	/* A token may follow a "-" or ".". */
	end = name + 1;
	while (name_char(*name) && *name != '-' && *name != '.' &&
		(isalnum((unsigned char)*end) || *end == '_'))
		end++;
	str_addn(&reader->out, name, (size_t)(end - name));
	reader->p = end;
}

const char *secret_hide(struct arena *arena, const char *line)
{
	struct reader reader = { line, line, 0, str_new(arena) };

	while (*reader.p) {
		const char *user = skip_prefix(reader.p, "://");
		size_t n = user ? url_user_length(user) : 0;

		if (name_char(*reader.p)) {
			take_word(&reader);
			continue;
		}
		if (*reader.p == '\'' || *reader.p == '"')
			reader.quote = !reader.quote		   ? *reader.p
				       : reader.quote == *reader.p ? 0
								   : reader.quote;
		if (n) {
			str_add(&reader.out, "://" HIDDEN);
			reader.p = user + n;
		} else {
			str_addc(&reader.out, *reader.p++);
		}
	}
	return reader.out.s;
}
