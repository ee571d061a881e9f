/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "labels.h"

#include <stdlib.h>

#define LABEL_MAX 32

/* The length of the numbers at `text`, each but the first behind one dot: 6 of
 * "12.4.1.json". 0 when there are none. */
static size_t label_length(const char *text)
{
	size_t n = 0;

	for (;;) {
		size_t digits = strspn(text + n, "0123456789");

		if (!digits)
			return n ? n - 1 : 0;
		n += digits;
		if (text[n] != '.')
			return n;
		n++;
	}
}

void labels_scan(struct strv *labels, const char *text)
{
	static const char head[] = "redistrib_", tail[] = ".json";

	while ((text = strstr(text, head))) {
		size_t n;
		const char *label;

		text += strlen(head);
		n = label_length(text);
		if (n < 1 || n > LABEL_MAX || !skip_prefix(text + n, tail))
			continue;
		label = arena_ndup(labels->arena, text, n);
		if (!strv_has(labels, label))
			strv_add(labels, label);
	}
}

static int by_number(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

void labels_sort(struct strv *labels)
{
	if (labels->n)
		qsort(labels->v, labels->n, sizeof(*labels->v), by_number);
}

bool label_matches(const char *label, const char *prefix)
{
	const char *rest = skip_prefix(label, prefix);

	return rest && (!*rest || *rest == '.' || !*prefix);
}
