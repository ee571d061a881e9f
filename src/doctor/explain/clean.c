/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "clean.h"

enum state { PLAIN, ESCAPE, CSI, STRING, STRING_ESCAPE };

struct clean clean_new(void)
{
	return (struct clean){ .line = 1 };
}

/* ECMA-48: CSI ends with a byte from 0x40 to 0x7e; OSC, DCS, SOS, PM and APC end with BEL
 * or ST. A newline ends each of them, because a log may contain half of one. */
static int state_after(int state, unsigned char byte)
{
	switch (state) {
	case ESCAPE:
		if (byte == '[')
			return CSI;
		if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' ||
			byte == '_')
			return STRING;
		return byte >= 0x20 && byte <= 0x2f ? ESCAPE : PLAIN;
	case CSI:
		return byte >= 0x40 && byte <= 0x7e ? PLAIN : CSI;
	case STRING:
		return byte == '\a' ? PLAIN : byte == 0x1b ? STRING_ESCAPE : STRING;
	case STRING_ESCAPE:
		return byte == '\\' ? PLAIN : STRING;
	default:
		return PLAIN;
	}
}

static size_t put(struct clean *clean, const unsigned char *bytes, size_t n, char *to)
{
	size_t at = 0;

	if (clean->gap)
		to[at++] = clean->gap;
	clean->gap = 0;
	memcpy(to + at, bytes, n);
	return at + n;
}

static void put_gap(struct clean *clean, char gap)
{
	if (clean->gap != '\n')
		clean->gap = gap;
}

/* A complete sequence of two or three bytes. */
static size_t put_sequence(struct clean *clean, char *to)
{
	const unsigned char *s = clean->held;
	size_t n = clean->n_held;

	clean->n_held = 0;
	if (n == 3 && s[0] == 0xe2) {
		/* U+2018 to U+201F are quotes, U+2032 and U+2033 primes. */
		if (s[1] == 0x80 && (s[2] & 0xf8) == 0x98)
			return put(clean, (const unsigned char *)"'", 1, to);
		/* U+2500 to U+257F draw boxes; U+2028 and U+2029 separate lines. */
		if (s[1] == 0x94 || s[1] == 0x95) {
			put_gap(clean, ' ');
			return 0;
		}
		if (s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9)) {
			put_gap(clean, '\n');
			return 0;
		}
	}
	if (n == 2 && s[0] == 0xc2 && s[1] == 0xa0) {
		put_gap(clean, ' ');
		return 0;
	}
	return put(clean, s, n, to);
}

/* Collects sequences that start with 0xc2 or 0xe2; the others pass through. */
static size_t put_high(struct clean *clean, unsigned char byte, char *to)
{
	size_t n = 0;

	if (clean->n_held && (byte & 0xc0) != 0x80) {
		n = put(clean, clean->held, clean->n_held, to);
		clean->n_held = 0;
	}
	if (!clean->n_held && byte != 0xc2 && byte != 0xe2)
		return n + put(clean, &byte, 1, to + n);
	clean->held[clean->n_held++] = byte;
	if (clean->n_held == (clean->held[0] == 0xc2 ? 2 : 3))
		return n + put_sequence(clean, to + n);
	return n;
}

size_t clean_byte(struct clean *clean, unsigned char byte, char *to)
{
	size_t n = 0;

	if (byte == '\n') {
		clean->line++;
		clean->state = PLAIN;
	}
	if (clean->state != PLAIN) {
		clean->state = state_after(clean->state, byte);
		return 0;
	}
	if (byte >= 0x80)
		return put_high(clean, byte, to);
	if (clean->n_held) {
		n = put(clean, clean->held, clean->n_held, to);
		clean->n_held = 0;
	}
	if (byte > 0x20 && byte != 0x7f) {
		if (byte == '`' || byte == '"')
			byte = '\'';
		return n + put(clean, &byte, 1, to + n);
	}
	if (byte == 0x1b)
		clean->state = ESCAPE;
	else if (byte == '\n' || byte == '\r' || byte == '\f')
		put_gap(clean, '\n');
	else if (byte == ' ' || byte == '\t' || byte == '\v' || byte == '\0')
		put_gap(clean, ' ');
	return n;
}

size_t clean_text(const char *from, size_t n, char *to)
{
	struct clean clean = clean_new();
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		at += clean_byte(&clean, (unsigned char)from[i], to + at);
	if (clean.n_held)
		at += put(&clean, clean.held, clean.n_held, to + at);
	return at;
}
