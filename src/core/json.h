/* SPDX-License-Identifier: MIT
 * Writes JSON (RFC 8259) in memory, with members in the order of the calls. An object or
 * array is opened, filled and closed; commas are added automatically.
 */
#pragma once

#include "str.h"

struct json {
	struct str text; /* written so far */
	bool comma;	 /* the next value follows another one */
};

/* Returns an empty document. Its text is in the arena. */
struct json json_new(struct arena *arena);
/* In all of these, `key` is the member's name, or NULL in an array and at the top. */

/* Opens an object ('{') or an array ('['). */
void json_open(struct json *json, const char *key, char bracket);
/* Closes it; `bracket` is the one that opened it. */
void json_close(struct json *json, char bracket);
/* Adds a string, or null if `value` is NULL. A string that is not UTF-8 has U+FFFD for
 * each invalid byte; a member is then followed by `<key>_b64`, the original bytes in
 * base64. */
void json_string(struct json *json, const char *key, const char *value);
void json_int(struct json *json, const char *key, long value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
