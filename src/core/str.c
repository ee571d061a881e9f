/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "str.h"

struct str str_new(struct arena *arena)
{
	struct str str = { .cap = 32, .arena = arena };

	str.s = arena_alloc(arena, str.cap);
	return str;
}

void str_addn(struct str *str, const void *p, size_t n)
{
	if (str->len + n + 1 > str->cap) {
		char *old = str->s;

		str->cap = (str->len + n + 1) * 2;
		str->s = arena_alloc(str->arena, str->cap);
		memcpy(str->s, old, str->len);
	}
	memcpy(str->s + str->len, p, n);
	str->len += n;
	str->s[str->len] = '\0';
}

void str_add(struct str *str, const char *s)
{
	str_addn(str, s, strlen(s));
}

void str_addc(struct str *str, char c)
{
	if (str->len + 1 == str->cap) {
		str_addn(str, &c, 1);
		return;
	}
	str->s[str->len++] = c;
	str->s[str->len] = '\0';
}

void str_cat_all(struct str *str, const char *const *strings)
{
	for (; *strings; strings++)
		str_add(str, *strings);
}

void str_addu(struct str *str, unsigned long number, unsigned base)
{
	char digits[sizeof(number) * 8], *p = digits + sizeof(digits);

	do {
		*--p = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	str_addn(str, p, (size_t)(digits + sizeof(digits) - p));
}

void str_addf(struct str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_add(str, arena_vprintf(str->arena, format, args));
	va_end(args);
}

struct strv strv_new(struct arena *arena)
{
	return (struct strv){ .arena = arena };
}

void strv_add(struct strv *list, const char *s)
{
	if (list->n == list->cap) {
		const char **old = list->v;

		list->cap = list->cap ? 2 * list->cap : 8;
		list->v = arena_alloc(list->arena, list->cap * sizeof(*list->v));
		if (old)
			memcpy(list->v, old, list->n * sizeof(*list->v));
	}
	list->v[list->n++] = s;
}

void strv_add_all(struct strv *list, const struct strv *more)
{
	for (size_t i = 0; i < more->n; i++)
		strv_add(list, more->v[i]);
}

bool strv_has(const struct strv *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (streq(list->v[i], s))
			return true;
	return false;
}

bool strv_same(const struct strv *a, const struct strv *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!streq(a->v[i], b->v[i]))
			return false;
	return true;
}

struct strv strv_split(struct arena *arena, const char *s, char sep)
{
	struct strv list = strv_new(arena);
	const char *end;

	while ((end = strchr(s, sep))) {
		strv_add(&list, arena_ndup(arena, s, (size_t)(end - s)));
		s = end + 1;
	}
	strv_add(&list, arena_dup(arena, s));
	return list;
}

struct strv strv_words(struct arena *arena, const char *s)
{
	static const char whitespace[] = " \t\r\n\v\f";
	struct strv list = strv_new(arena);

	while (*(s += strspn(s, whitespace))) {
		size_t n = strcspn(s, whitespace);

		strv_add(&list, arena_ndup(arena, s, n));
		s += n;
	}
	return list;
}

char *strv_join(const struct strv *list, const char *sep)
{
	struct str text = str_new(list->arena);

	for (size_t i = 0; i < list->n; i++) {
		if (i)
			str_add(&text, sep);
		str_add(&text, list->v[i]);
	}
	return text.s;
}
