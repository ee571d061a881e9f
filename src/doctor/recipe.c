/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "recipe.h"

#include "core/quote.h"
#include "explain/explanation.h"
#include "explain/here.h"
#include "explain/recfile.h"

#include <fcntl.h>
#include <fnmatch.h>

enum { RECIPES_MAX = 256 * 1024 };

/* The system and the words that the lines of a recipe are chosen by. */
struct kitchen {
	const struct exam *exam;
	const char *const *words;
};

static const char *word(const struct kitchen *kitchen, const char *name, size_t n)
{
	for (const char *const *w = kitchen->words; w[0]; w += 2)
		if (strlen(w[0]) == n && strncmp(w[0], name, n) == 0)
			return w[1];
	return NULL;
}

/* Replaces each {name}. Values are quoted for the shell if the line is a command. */
static const char *filled(const struct kitchen *kitchen, const char *line, bool command)
{
	struct arena *arena = kitchen->exam->arena;
	struct str text = str_new(arena);

	for (const char *end; *line; line = end) {
		const char *value = NULL;

		end = *line == '{' ? strchr(line, '}') : NULL;
		if (end)
			value = word(kitchen, line + 1, (size_t)(end - line) - 1);
		if (value)
			str_add(&text, command ? quote_word(arena, value) : value);
		else
			str_addc(&text, *line);
		end = value ? end + 1 : line + 1;
	}
	return text.s;
}

/* Returns VERSION_ID of os-release; "" if there is none. */
static const char *system_version(const struct exam *exam)
{
	const char *text = subject_text(exam->subject, "/etc/os-release");
	struct strv lines = strv_split(exam->arena, text ? text : "", '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *value = skip_prefix(lines.v[i], "VERSION_ID=");

		if (!value)
			continue;
		value += strspn(value, "\"'");
		return arena_ndup(exam->arena, value, strcspn(value, "\"'"));
	}
	return "";
}

struct recipe_system recipe_system(const struct exam *exam)
{
	return (struct recipe_system){ here_holds(exam->subject, "debian"),
		here_holds(exam->subject, "nvidia-repository"), system_version(exam) };
}

static const char *compared(const struct kitchen *kitchen, const char *name, size_t n)
{
	const struct exam *exam = kitchen->exam;

	if (n == strlen("kernel") && strncmp(name, "kernel", n) == 0)
		return exam->facts->kernel.release;
	if (n == strlen("version") && strncmp(name, "version", n) == 0)
		return system_version(exam);
	return word(kitchen, name, n);
}

/* NAME:GLOB, with alternatives. */
static bool matches(const struct kitchen *kitchen, const char *condition)
{
	const char *colon = strchr(condition, ':');
	size_t n = (size_t)(colon - condition);
	struct strv globs = strv_split(kitchen->exam->arena, colon + 1, '|');
	const char *value;

	if (skip_prefix(condition, "path:"))
		return machine_glob(kitchen->exam->subject->machine, "",
			       filled(kitchen, colon + 1, false))
			       .n > 0;
	value = compared(kitchen, condition, n);
	for (size_t i = 0; i < globs.n && value; i++)
		if (fnmatch(globs.v[i], value, 0) == 0)
			return true;
	return false;
}

static bool holds(const void *arg, const char *condition)
{
	const struct kitchen *kitchen = arg;
	static const char *const known[] = { "ubuntu", "debian", "fedora", "rhel",
		"ostree", "suse", "arch", "nixos" };

	if (strchr(condition, ':'))
		return matches(kitchen, condition);
	if (!streq(condition, "unknown-system"))
		return here_holds(kitchen->exam->subject, condition);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (here_holds(kitchen->exam->subject, known[i]))
			return false;
	return true;
}

/* Adds the line of a field, "(CONDITIONS) TEXT", if it applies. Returns whether it did. */
static bool add_line(struct kitchen *kitchen, struct finding *finding,
	const struct rec *rec, bool chosen)
{
	struct arena *arena = kitchen->exam->arena;
	struct conditions conditions = { holds, kitchen };
	const char *line = arena_ndup(arena, rec->value, rec->n_value), *list = "";
	bool command = rec_is(rec, "Fix");
	const char *close = *line == '(' ? strchr(line, ')') : NULL;

	if (close) {
		list = arena_ndup(arena, line + 1, (size_t)(close - line) - 1);
		line = close + 1 + strspn(close + 1, " ");
	}
	if ((streq(list, "else") && chosen) || !conditions_hold(arena, &conditions, list))
		return false;
	line = filled(kitchen, line, command);
	if (command)
		finding_fix_line(finding, line);
	else
		finding_advice(finding, "%s", line);
	return true;
}

void recipe_add(const struct exam *exam, struct finding *finding, const char *id,
	const char *const *words)
{
	struct kitchen kitchen = { exam, words };
	bool in = false, chosen = false;
	enum rec_kind kind;
	struct text text;
	struct rec rec;

	if (file_read(exam->arena, AT_FDCWD,
		    path_join(exam->arena, exam->subject->dirs->data, "data/fixes.rec"),
		    RECIPES_MAX, &text) < 0)
		return;
	rec = rec_new(text.s, text.len);
	while ((kind = rec_next(&rec)) != REC_END) {
		if (kind != REC_FIELD)
			continue;
		if (rec_is(&rec, "Id"))
			in = rec.n_value == strlen(id) &&
			     memcmp(rec.value, id, rec.n_value) == 0;
		else if (in && (rec_is(&rec, "Fix") || rec_is(&rec, "Advice")))
			chosen |= add_line(&kitchen, finding, &rec, chosen);
	}
}
