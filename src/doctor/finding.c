/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "finding.h"

#include "core/quote.h"

#include "exam.h"

enum { ROOM_FIRST = 8 };

/* Returns `v`, or a copy of it with room for one more element. */
static void *with_room(struct arena *arena, void *v, size_t n, size_t *room, size_t size)
{
	void *larger;

	if (n < *room)
		return v;
	*room = *room ? *room * 2 : ROOM_FIRST;
	larger = arena_alloc(arena, *room * size);
	if (n)
		memcpy(larger, v, n * size);
	return larger;
}

struct finding *finding_new(
	struct exam *exam, enum severity severity, const char *cause, ...)
{
	struct finding *finding = arena_new(exam->arena, struct finding);
	struct outcome *outcome = exam->running;
	va_list args;

	*finding = (struct finding){ .arena = exam->arena,
		.root = exam->facts->root,
		.check = outcome->check,
		.severity = severity,
		.fixes = strv_new(exam->arena),
		.removals = strv_new(exam->arena) };
	va_start(args, cause);
	finding->cause = arena_vprintf(exam->arena, cause, args);
	va_end(args);
	exam->findings = with_room(exam->arena, exam->findings, exam->n_findings,
		&exam->findings_room, sizeof(*exam->findings));
	exam->findings[exam->n_findings++] = finding;
	outcome->kind = OUTCOME_FOUND;
	if ((int)severity > outcome->worst)
		outcome->worst = (int)severity;
	return finding;
}

void finding_worsen(struct exam *exam, struct finding *finding, enum severity severity)
{
	if (severity > finding->severity)
		finding->severity = severity;
	if ((int)severity > exam->running->worst)
		exam->running->worst = (int)severity;
}

static void add(struct finding *finding, const char *location, const char *content)
{
	finding->evidence = with_room(finding->arena, finding->evidence,
		finding->n_evidence, &finding->evidence_room, sizeof(*finding->evidence));
	finding->evidence[finding->n_evidence++] = (struct evidence){ location, content };
}

void finding_evidence(
	struct finding *finding, const char *location, const char *content, ...)
{
	va_list args;

	va_start(args, content);
	add(finding, location, arena_vprintf(finding->arena, content, args));
	va_end(args);
}

void finding_evidence_at(struct finding *finding, const char *location)
{
	add(finding, location, NULL);
}

void finding_effect(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->effect = arena_vprintf(finding->arena, format, args);
	va_end(args);
}

void finding_advice(struct finding *finding, const char *format, ...)
{
	va_list args;

	const char *advice;

	va_start(args, format);
	advice = arena_vprintf(finding->arena, format, args);
	va_end(args);
	finding->advice = finding->advice ? arena_printf(finding->arena, "%s; %s",
						    finding->advice, advice)
					  : advice;
}

void finding_removal(struct finding *finding, const char *name, const char *element)
{
	strv_add(&finding->removals,
		arena_printf(finding->arena, "%s\t%s", name, element));
}

/* Returns the line without "sudo" before its commands. */
static const char *without_sudo(struct arena *arena, const char *line)
{
	static const char *const before[] = { "&& ", "| ", "; " };
	struct str plain = str_new(arena);
	bool begins = true;

	while (*line) {
		const char *rest = begins ? skip_prefix(line, "sudo ") : NULL;

		begins = false;
		if (rest) {
			line = rest;
			continue;
		}
		for (size_t i = 0; i < ARRAY_SIZE(before) && !begins; i++)
			if ((rest = skip_prefix(line, before[i]))) {
				str_add(&plain, before[i]);
				line = rest;
				begins = true;
			}
		if (!begins)
			str_addc(&plain, *line++);
	}
	return plain.s;
}

/* Returns a command, or the format of one, for the user of the subject. */
static const char *for_user(const struct finding *finding, const char *command)
{
	return finding->root && !strstr(command, "# on the host")
		       ? without_sudo(finding->arena, command)
		       : command;
}

void finding_fix_line(struct finding *finding, const char *line)
{
	strv_add(&finding->fixes, for_user(finding, line));
}

void finding_fix(struct finding *finding, const char *format, ...)
{
	struct str line = str_new(finding->arena);
	va_list args;

	va_start(args, format);
	for (const char *p = for_user(finding, format); *p; p++) {
		if (*p != '%') {
			str_addc(&line, *p);
			continue;
		}
		p++;
		if (*p == 's')
			str_add(&line,
				quote_word(finding->arena, va_arg(args, const char *)));
		else if (*p == 'd')
			str_addf(&line, "%d", va_arg(args, int));
		else if (*p == 'u')
			str_addf(&line, "%u", va_arg(args, unsigned));
		else if (*p == 'z' && *++p == 'u')
			str_addf(&line, "%zu", va_arg(args, size_t));
		else
			str_addc(&line, '%');
	}
	va_end(args);
	strv_add(&finding->fixes, line.s);
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "ok", "note", "warning", "error" };

	return names[severity];
}
