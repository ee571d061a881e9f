/* SPDX-License-Identifier: MIT
 * Strings that grow (struct str) and lists of strings (struct strv), in an arena.
 */
#pragma once

#include "arena.h"

/* `s` is never NULL and always ends with a NUL. Adding to the string may move it. */
struct str {
	char *s;
	size_t len, cap;
	struct arena *arena;
};

/* Returns an empty string. */
struct str str_new(struct arena *arena);
/* These append: `n` bytes, a string, a character. */
void str_addn(struct str *str, const void *p, size_t n);
void str_add(struct str *str, const char *s);
void str_addc(struct str *str, char c);
/* Appends each of its arguments: str_cat(&code, "unset ", name, "\n"). */
#define str_cat(str, ...) str_cat_all((str), (const char *const[]){ __VA_ARGS__, NULL })
/* The same for an array that ends with NULL. */
void str_cat_all(struct str *str, const char *const *strings);
/* Appends a number in base 2 to 16. */
void str_addu(struct str *str, unsigned long number, unsigned base);
void str_addf(struct str *str, const char *format, ...) _printf_(2, 3);

/* `n` strings, which are not copied. `v` of an empty list may be NULL. */
struct strv {
	const char **v;
	size_t n, cap;
	struct arena *arena;
};

/* Returns an empty list. */
struct strv strv_new(struct arena *arena);
void strv_add(struct strv *list, const char *s);
void strv_add_all(struct strv *list, const struct strv *more);
bool strv_has(const struct strv *list, const char *s);
/* Returns true if both lists have equal strings in the same order. */
bool strv_same(const struct strv *a, const struct strv *b);
/* Returns the parts of `s` between separators, empty ones included: "" has one part. */
struct strv strv_split(struct arena *arena, const char *s, char sep);
/* Returns the words of `s`, which are separated by whitespace in the C locale. */
struct strv strv_words(struct arena *arena, const char *s);
/* Returns the strings joined by `sep`, in the list's arena. */
char *strv_join(const struct strv *list, const char *sep);
