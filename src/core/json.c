/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "json.h"

#include "utf8.h"

#include <stdint.h>

struct json json_new(struct arena *arena)
{
	return (struct json){ .text = str_new(arena) };
}

static void quoted(struct str *text, const char *s)
{
	str_addc(text, '"');
	while (*s) {
		size_t n = utf8_length(s);

		if (!n) {
			str_add(text, "\xef\xbf\xbd");
			s++;
			continue;
		}
		if (*s == '"' || *s == '\\')
			str_addf(text, "\\%c", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			str_addf(text, "\\u%04x", (unsigned char)*s);
		else
			str_addn(text, s, n);
		s += n;
	}
	str_addc(text, '"');
}

static void key_add(struct json *json, const char *key)
{
	if (json->comma)
		str_addc(&json->text, ',');
	json->comma = true;
	if (key) {
		quoted(&json->text, key);
		str_addc(&json->text, ':');
	}
}

void json_open(struct json *json, const char *key, char bracket)
{
	key_add(json, key);
	str_addc(&json->text, bracket);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	str_addc(&json->text, bracket == '{' ? '}' : ']');
	json->comma = true;
}

static char *base64(struct arena *arena, const char *s)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct str text = str_new(arena);
	const unsigned char *p = (const unsigned char *)s;

	for (size_t n = strlen(s); n; n -= n < 3 ? n : 3, p += 3) {
		uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)(n > 1 ? p[1] : 0) << 8 |
				(uint32_t)(n > 2 ? p[2] : 0);

		str_addc(&text, digits[bits >> 18]);
		str_addc(&text, digits[bits >> 12 & 63]);
		str_addc(&text, n > 1 ? digits[bits >> 6 & 63] : '=');
		str_addc(&text, n > 2 ? digits[bits & 63] : '=');
	}
	return text.s;
}

void json_string(struct json *json, const char *key, const char *value)
{
	if (!value) {
		json_null(json, key);
		return;
	}
	key_add(json, key);
	quoted(&json->text, value);
	if (key && !utf8_valid(value))
		json_string(json, arena_printf(json->text.arena, "%s_b64", key),
			base64(json->text.arena, value));
}

void json_int(struct json *json, const char *key, long value)
{
	key_add(json, key);
	str_addf(&json->text, "%ld", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	key_add(json, key);
	str_add(&json->text, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
	key_add(json, key);
	str_add(&json->text, "null");
}
