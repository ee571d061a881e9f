/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "doctor.h"

enum { EVIDENCE_MAX = 12, FINDINGS_MAX = 256 };

static struct finding *latest(struct doctor *doctor)
{
	return &doctor->findings[doctor->n_findings - 1];
}

void found(struct doctor *doctor, enum severity severity, const char *cause, ...)
{
	struct outcome *outcome = &doctor->outcomes[doctor->running - checks];
	struct finding *finding;
	va_list args;

	if (!doctor->findings)
		doctor->findings =
			arena_alloc(doctor->arena, FINDINGS_MAX * sizeof(struct finding));
	if (doctor->n_findings < FINDINGS_MAX)
		doctor->n_findings++;
	finding = latest(doctor);
	*finding = (struct finding){ .check = doctor->running, .severity = severity };
	finding->fixes = strv_new(doctor->arena);
	finding->evidence =
		arena_alloc(doctor->arena, EVIDENCE_MAX * sizeof(struct evidence));
	va_start(args, cause);
	finding->cause = arena_vprintf(doctor->arena, cause, args);
	va_end(args);
	outcome->result = RESULT_FOUND;
	if (severity > outcome->worst)
		outcome->worst = severity;
}

static void add(struct doctor *doctor, const char *place, const char *said)
{
	struct finding *finding = latest(doctor);

	if (finding->n_evidence < EVIDENCE_MAX)
		finding->evidence[finding->n_evidence++] =
			(struct evidence){ place, said };
}

void evidence(struct doctor *doctor, const char *place, const char *said, ...)
{
	va_list args;

	va_start(args, said);
	add(doctor, place, arena_vprintf(doctor->arena, said, args));
	va_end(args);
}

void evidence_place(struct doctor *doctor, const char *place)
{
	add(doctor, place, NULL);
}

void effect(struct doctor *doctor, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	latest(doctor)->effect = arena_vprintf(doctor->arena, format, args);
	va_end(args);
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

/* $'...' of bash, zsh and ksh: what would not stay as it is where the line is shown. */
static const char *escaped_word(struct arena *arena, const char *s)
{
	struct str word = str_new(arena);

	str_add(&word, "$'");
	for (; *s; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			str_addf(&word, "\\%03o", (unsigned char)*s);
		else if (*s == '\'' || *s == '\\')
			str_addf(&word, "\\%c", *s);
		else
			str_addc(&word, *s);
	}
	str_addc(&word, '\'');
	return word.s;
}

const char *shell_word(struct arena *arena, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";
	struct str word = str_new(arena);

	if (*s && !s[strspn(s, plain)])
		return s;
	if (has_control(s))
		return escaped_word(arena, s);
	str_addc(&word, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			str_add(&word, "'\\''");
		else
			str_addc(&word, *s);
	}
	str_addc(&word, '\'');
	return word.s;
}

void fix_line(struct doctor *doctor, const char *line)
{
	strv_add(&latest(doctor)->fixes, line);
}

void fix(struct doctor *doctor, const char *format, ...)
{
	struct str line = str_new(doctor->arena);
	va_list args;

	va_start(args, format);
	for (const char *p = format; *p; p++) {
		if (*p != '%') {
			str_addc(&line, *p);
			continue;
		}
		p++;
		if (*p == 's')
			str_add(&line,
				shell_word(doctor->arena, va_arg(args, const char *)));
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
	fix_line(doctor, line.s);
}

void advise(struct doctor *doctor, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	latest(doctor)->advice = arena_vprintf(doctor->arena, format, args);
	va_end(args);
}

void skip(struct doctor *doctor, const char *reason)
{
	struct outcome *outcome = &doctor->outcomes[doctor->running - checks];

	outcome->result = RESULT_SKIPPED;
	outcome->reason = reason;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "ok", "note", "warning", "error" };

	return names[severity];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "no", "yes", "unknown" };

	return names[verdict];
}
