/* SPDX-License-Identifier: MIT
 * Text that grows (struct str) and lists of texts (struct strv). Both live in an arena.
 */
#pragma once

#include "arena.h"

/* `s` is never NULL and always ends in a NUL; it is another pointer after each addition.
 */
struct str {
	char *s;
	size_t len, cap;
	struct arena *arena;
};

struct str str_new(struct arena *arena);
void str_addn(struct str *str, const void *p, size_t n);
void str_add(struct str *str, const char *s);
void str_addc(struct str *str, char c);
/* Each of the texts: str_cat(&code, "unset ", name, "\n"). */
#define str_cat(str, ...) str_cat_all((str), (const char *const[]){ __VA_ARGS__, NULL })
void str_cat_all(struct str *str, const char *const *texts);
void str_addu(struct str *str, unsigned long number, unsigned base);
void str_addf(struct str *str, const char *format, ...) _printf_(2, 3);

/* `v` has `n` texts; they are pointed at, not copied. An empty list may have v == NULL.
 */
struct strv {
	const char **v;
	size_t n, cap;
	struct arena *arena;
};

struct strv strv_new(struct arena *arena);
void strv_add(struct strv *list, const char *s);
void strv_add_all(struct strv *list, const struct strv *more);
bool strv_has(const struct strv *list, const char *s);
bool strv_same(const struct strv *a, const struct strv *b);
/* Every element of `s` between `sep`, empty ones too. "" has one, empty, element. */
struct strv strv_split(struct arena *arena, const char *s, char sep);
/* The words of `s` between blanks and tabs. */
struct strv strv_words(struct arena *arena, const char *s);
char *strv_join(const struct strv *list, const char *sep);
