/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "state.h"

#include "core/percent.h"
#include "export_vars.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* Returns true for an ASCII letter or digit, and for each of "/._+:@=-". Some of them are
 * neighbors in ASCII: "-./0" to "9:", and "@A" to "Z". */
static bool plain(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '-' && byte <= ':') ||
	       (byte >= '@' && byte <= 'Z') || byte == '_' || byte == '+' || byte == '=';
}

/* Returns NULL for anything that percent_encode() would not write. */
static const char *decode(struct arena *arena, const char *text)
{
	const char *value = percent_decode(arena, text);
	struct str again = str_new(arena);

	percent_encode(&again, value, plain);
	return streq(again.s, text) ? value : NULL;
}

/* Appends "58.9c1f22e0"; ".1" follows if the list already contained the elements once, and
 * ".0.10" if it contained only the second of several. */
static void encode_anchor(struct str *text, struct anchor anchor)
{
	str_addu(text, anchor.len, 10);
	str_addc(text, '.');
	str_addu(text, anchor.hash, 16);
	if (anchor.duplicates || anchor.each) {
		str_addc(text, '.');
		str_addu(text, anchor.duplicates, 10);
	}
	if (anchor.each) {
		str_addc(text, '.');
		str_addu(text, anchor.each, 16);
	}
}

char *state_encode(struct arena *arena, const struct state *state)
{
	struct str text = str_new(arena);

	if (!state->n)
		return NULL;
	str_addu(&text, STATE_FORMAT, 10);
	for (size_t i = 0; i < state->n; i++) {
		const struct applied *applied = &state->applied[i];

		str_cat(&text, ";", applied->name, ",",
			(const char[]){ (char)applied->position, ',',
				(char)applied->prior, ',', '\0' });
		if (applied->position == POSITION_SCALAR)
			percent_encode(&text, applied->saved, plain);
		else if (applied->anchor.len)
			encode_anchor(&text, applied->anchor);
		str_addc(&text, ',');
		percent_encode(&text, applied->value, plain);
	}
	return text.s;
}

/* Parses a number without a sign or leading blanks; *end is set to what follows it. */
static bool parse_number(const char *text, int base, unsigned long max,
	unsigned long *number, const char **end)
{
	char *stop;

	if (!isxdigit((unsigned char)*text))
		return false;
	*number = strtoul(text, &stop, base);
	*end = stop;
	return stop != text && *number <= max;
}

static bool parse_anchor(const char *text, struct anchor *anchor)
{
	unsigned long len, hash, duplicates = 0, each = 0;

	*anchor = (struct anchor){ 0 };
	if (!*text)
		return true;
	if (!parse_number(text, 10, UINT32_MAX, &len, &text) || *text++ != '.' ||
		!parse_number(text, 16, UINT32_MAX, &hash, &text))
		return false;
	if (*text == '.' && !parse_number(text + 1, 10, UINT32_MAX, &duplicates, &text))
		return false;
	if (*text == '.' && !parse_number(text + 1, 16, UINT32_MAX, &each, &text))
		return false;
	*anchor = (struct anchor){ len, (uint32_t)hash, (unsigned)duplicates,
		(uint32_t)each };
	return !*text;
}

static bool one_of(const char *field, const char *letters)
{
	return field[0] && !field[1] && strchr(letters, field[0]);
}

static bool parse_applied(struct arena *arena, const char *text, struct applied *applied)
{
	struct strv fields = strv_split(arena, text, ',');

	if (fields.n != 5 || !export_vars_has(fields.v[0]) ||
		!one_of(fields.v[1], "bas") || !one_of(fields.v[2], "uxlg"))
		return false;
	*applied = (struct applied){
		.name = fields.v[0],
		.position = (enum position)fields.v[1][0],
		.prior = (enum prior)fields.v[2][0],
		.saved = "",
		.value = decode(arena, fields.v[4]),
	};
	if (applied->position == POSITION_SCALAR)
		applied->saved = decode(arena, fields.v[3]);
	else if (!parse_anchor(fields.v[3], &applied->anchor))
		return false;
	return applied->value && *applied->value && applied->saved;
}

static bool has_twice(const struct state *state, const struct applied *applied)
{
	for (size_t i = 0; i < state->n; i++)
		if (streq(state->applied[i].name, applied->name) &&
			(state->applied[i].position == applied->position ||
				applied->position == POSITION_SCALAR ||
				state->applied[i].position == POSITION_SCALAR))
			return true;
	return false;
}

int state_decode(struct arena *arena, const char *text, struct state *state)
{
	struct strv entries;
	char *end;
	long format;

	*state = (struct state){ 0 };
	if (!text || !*text)
		return 0;
	if (strlen(text) > STATE_MAX || *text < '1' || *text > '9')
		return -EINVAL;
	format = strtol(text, &end, 10);
	if (*end != ';')
		return -EINVAL;
	if (format != STATE_FORMAT)
		return -EPROTO;
	entries = strv_split(arena, end + 1, ';');
	state->applied = arena_alloc(arena, entries.n * sizeof(*state->applied));
	for (size_t i = 0; i < entries.n; i++) {
		if (!parse_applied(arena, entries.v[i], &state->applied[i]) ||
			has_twice(state, &state->applied[i])) {
			*state = (struct state){ 0 };
			return -EINVAL;
		}
		state->n++;
	}
	return 0;
}

const struct applied *state_find(const struct state *state, const char *name)
{
	for (size_t i = 0; i < state->n; i++)
		if (streq(state->applied[i].name, name))
			return &state->applied[i];
	return NULL;
}
