/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "explainer.h"

#include "here.h"
#include "index.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

enum { FIRST_CHUNK = 64 * 1024, WORDS_MAX = 40, CODES_START = 34 };

/* $pkgdatadir/data/explain, then the directories `explain' next to the config files. With
 * CUDAENV_CONFIG only that file is read, and so no further directory. With `grams', only
 * what a text that has them may contain. */
static void load(struct explainer *x, const struct grams *grams)
{
	knowledge_filter *filter = grams ? grams_allow : NULL;
	struct arena *arena = x->subject->arena;
	const struct dirs *dirs = x->subject->dirs;
	const char *config[] = { dirs->site_conf, dirs->user_conf };
	const char *packaged = path_join(arena, dirs->data, "data/explain");

	x->knowledge = knowledge_new(arena);
	x->conditions = (struct conditions){ here_holds, x->subject };
	if (!grams || !index_add(&x->knowledge, packaged, grams))
		knowledge_add_dir(&x->knowledge, packaged, true, filter, grams);
	for (size_t i = 0; i < ARRAY_SIZE(config) && !dirs->conf; i++)
		if (config[i])
			knowledge_add_dir(&x->knowledge,
				path_join(
					arena, path_parent(arena, config[i]), "explain"),
				false, filter, grams);
}

/* The number in "803", "error 803" or "error code: 803", if there is nothing else. Below
 * CODES_START, "error 2" is more often the exit status of another program. */
static const char *bare_number(struct arena *arena, const char *text, size_t n)
{
	char *clean = arena_alloc(arena, 2 * n + 4);
	size_t len = clean_text(text, n, clean), digits = 0;
	const char *s = clean;
	bool error;

	if (len > WORDS_MAX)
		return NULL;
	clean[len] = '\0';
	s += strspn(s, " ");
	error = strncasecmp(s, "error", 5) == 0;
	if (error)
		s += 5;
	s += strspn(s, " ");
	if (strncasecmp(s, "code", 4) == 0)
		s += 4;
	s += strspn(s, " :=#");
	while (isdigit((unsigned char)s[digits]))
		digits++;
	if (error && (digits < 2 || (digits == 2 && atoi(s) < CODES_START)))
		return NULL;
	return digits && !s[digits] ? s : NULL;
}

struct explanations explainer_text(
	struct explainer *x, const struct subject *subject, const char *text, size_t n)
{
	const char *number = bare_number(subject->arena, text, n < WORDS_MAX ? n : 0);
	struct grams *grams;

	x->subject = subject;
	if (n > FIRST_CHUNK) {
		explainer_begin(x, subject);
	} else {
		char *clean = arena_alloc(subject->arena, 2 * n + 4);

		grams = arena_new(subject->arena, struct grams);
		grams_of(grams, clean, clean_text(text, n, clean));
		load(x, grams);
		x->scan = scan_new(subject->arena, &x->knowledge, n);
	}
	if (number)
		return explanations_of_number(&x->knowledge, number, &x->conditions);
	explainer_feed(x, text, n);
	return explainer_end(x);
}

void explainer_begin(struct explainer *x, const struct subject *subject)
{
	x->subject = subject;
	load(x, NULL);
	x->scan = scan_new(subject->arena, &x->knowledge, SIZE_MAX);
}

void explainer_feed(void *explainer, const char *bytes, size_t n)
{
	struct explainer *x = explainer;

	scan_feed(x->scan, bytes, n);
}

struct explanations explainer_end(struct explainer *x)
{
	size_t n;
	struct hit *hits = scan_end(x->scan, &n);
	struct explanations all = explanations_of(&x->knowledge, hits, n, &x->conditions);

	all.lines = scan_last_line(x->scan);
	return all;
}

int explainer_fd(struct explainer *x, const struct subject *subject, int fd,
	struct explanations *explanations)
{
	char *buffer = arena_alloc(subject->arena, FIRST_CHUNK);
	ssize_t n = fd_fill(fd, buffer, FIRST_CHUNK);

	if (n >= 0 && n < FIRST_CHUNK) {
		*explanations = explainer_text(x, subject, buffer, (size_t)n);
		return 0;
	}
	if (n >= 0)
		explainer_begin(x, subject);
	while (n > 0) {
		explainer_feed(x, buffer, (size_t)n);
		n = fd_fill(fd, buffer, FIRST_CHUNK);
	}
	if (n < 0)
		return (int)n;
	*explanations = explainer_end(x);
	return 0;
}
