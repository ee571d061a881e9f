/* SPDX-License-Identifier: MIT
 * Writes JSON (RFC 8259), keys in the order given. Made for small answers: an object or
 * array is opened, filled and closed; commas are its business.
 */
#pragma once

#include "str.h"

struct json {
	struct str text;
	bool comma; /* something stands before, on this level */
};

struct json json_new(struct arena *arena);
/* `key` is NULL for an element of an array, and at the top. `bracket` is '{' or '['. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
/* A string, null for NULL. One that is not UTF-8 is written with U+FFFD for each wrong
 * byte, and, where it has a key, followed by its true bytes under `<key>_b64` (base64).
 */
void json_string(struct json *json, const char *key, const char *value);
void json_int(struct json *json, const char *key, long value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
