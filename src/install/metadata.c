/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "metadata.h"

#include "wheel.h"

#include <errno.h>
#include <strings.h>

#define REQUIREMENTS_MAX 4096
#define MARKER_DEPTH_MAX 16

/* --- markers ----------------------------------------------------------------------- */

/* "(sys_platform == 'linux' or sys_platform == 'win32') and extra == 'all'" */
struct marker {
	struct arena *arena;
	const char *p, *machine;
	int depth;
	bool broken;
};

static void skip_blanks(struct marker *marker)
{
	marker->p += strspn(marker->p, " \t");
}

static bool take_word(struct marker *marker, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(marker);
	if (strncmp(marker->p, word, n) != 0)
		return false;
	marker->p += n;
	return true;
}

/* Returns the value of a quoted string or of a variable; NULL if it is not known here: what
 * depends on Python, for example, does not matter for a toolkit. */
static const char *take_value(struct marker *marker)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz_.";
	const char *start;
	size_t n;

	skip_blanks(marker);
	start = marker->p;
	if (*start == '\'' || *start == '"') {
		const char *end = strchr(start + 1, *start);

		marker->broken |= !end;
		marker->p = end ? end + 1 : start + strlen(start);
		return arena_ndup(
			marker->arena, start + 1, end ? (size_t)(end - start - 1) : 0);
	}
	n = strspn(start, word);
	marker->broken |= !n;
	marker->p += n;
	start = arena_ndup(marker->arena, start, n);
	return streq(start, "sys_platform")	  ? "linux"
	       : streq(start, "platform_system")  ? "Linux"
	       : streq(start, "os_name")	  ? "posix"
	       : streq(start, "platform_machine") ? marker->machine
						  : NULL;
}

static const char *take_operator(struct marker *marker)
{
	static const char *const operators[] = { "===", "==", "!=", "~=", "<=", ">=", "<",
		">", "not in", "in" };

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
		if (take_word(marker, operators[i]))
			return operators[i];
	marker->broken = true;
	return "";
}

static bool marker_or(struct marker *marker);

static bool marker_atom(struct marker *marker)
{
	const char *left, *comparison, *right;
	bool value;

	if (take_word(marker, "(")) {
		if (marker->depth++ > MARKER_DEPTH_MAX)
			marker->broken = true;
		value = !marker->broken && marker_or(marker);
		marker->broken |= !take_word(marker, ")");
		marker->depth--;
		return value;
	}
	left = take_value(marker);
	comparison = take_operator(marker);
	right = take_value(marker);
	if (!left || !right)
		return true;
	return streq(comparison, "==") || streq(comparison, "===") ? streq(left, right)
	       : streq(comparison, "!=")			   ? !streq(left, right)
	       : streq(comparison, "in")     ? strstr(right, left) != NULL
	       : streq(comparison, "not in") ? !strstr(right, left)
					     : true;
}

static bool marker_and(struct marker *marker)
{
	bool value = marker_atom(marker);

	while (!marker->broken && take_word(marker, "and"))
		value = marker_atom(marker) && value;
	return value;
}

static bool marker_or(struct marker *marker)
{
	bool value = marker_and(marker);

	while (!marker->broken && take_word(marker, "or"))
		value = marker_and(marker) || value;
	return value;
}

/* A marker that cannot be parsed does not apply. */
static bool applies(struct arena *arena, const char *text, const char *machine)
{
	struct marker marker = { .arena = arena, .p = text, .machine = machine };
	bool value = marker_or(&marker);

	skip_blanks(&marker);
	return value && !marker.broken && !*marker.p;
}

/* --- requirements ------------------------------------------------------------------ */

/* Returns "13.0.88" for the clause "==13.0.88.*" with the comparison "==", or NULL. */
static const char *clause_version(
	struct arena *arena, const char *clause, const char *comparison)
{
	const char *text = skip_prefix(clause, comparison), *rest;
	size_t n;

	if (!text)
		return NULL;
	text += strspn(text, " =");
	n = strspn(text, "0123456789.");
	rest = text + n;
	if (*rest == '*' && n && text[n - 1] == '.')
		rest++, n--;
	if (!n || text[n - 1] == '.' || *text == '.' || memmem(text, n, "..", 2) ||
		rest[strspn(rest, " \t)")])
		return NULL;
	return arena_ndup(arena, text, n);
}

/* Returns "13.0.88" for "==13.0.88.*", "(==13.0.88)", and "<14,>=13.0.88": NVIDIA permits
 * newer versions of some libraries, and the least one is that of the release. Returns "" for
 * any other form. */
static const char *pin_of(struct arena *arena, const char *text)
{
	static const char *const operators[] = { "==", ">=" };
	struct strv clauses = strv_split(arena, text, ',');

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
		for (size_t j = 0; j < clauses.n; j++) {
			const char *clause = clauses.v[j] + strspn(clauses.v[j], " \t(");
			const char *version = clause_version(arena, clause, operators[i]);

			if (version)
				return version;
		}
	return "";
}

static void add_requirement(
	struct arena *arena, struct metadata *metadata, struct requirement requirement)
{
	struct requirement *old = metadata->requirements;

	for (size_t i = 0; i < metadata->n; i++)
		if (streq(old[i].project, requirement.project))
			return;
	if (metadata->n % 64 == 0) {
		metadata->requirements =
			arena_alloc(arena, (metadata->n + 64) * sizeof(*old));
		if (old)
			memcpy(metadata->requirements, old, metadata->n * sizeof(*old));
	}
	metadata->requirements[metadata->n++] = requirement;
}

/* Returns false with *problem, if the line cannot be understood. */
static bool take_requirement(struct arena *arena, struct metadata *metadata,
	const char *text, const char *machine, const char **problem)
{
	size_t n = strspn(text,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
	const char *project = wheel_project(arena, arena_ndup(arena, text, n));
	const char *rest = text + n + strspn(text + n, " \t"), *semicolon;

	if (*rest == '[')
		rest += strcspn(rest, "]") + (strchr(rest, ']') != NULL);
	semicolon = strchr(rest, ';');
	if (!project || metadata->n >= REQUIREMENTS_MAX) {
		*problem = "a Requires-Dist line is not valid";
		return false;
	}
	if (semicolon && !applies(arena, semicolon + 1, machine))
		return true;
	rest = arena_ndup(
		arena, rest, semicolon ? (size_t)(semicolon - rest) : strlen(rest));
	add_requirement(
		arena, metadata, (struct requirement){ project, pin_of(arena, rest) });
	return true;
}

/* Returns the value of a header, without whitespace around it; NULL for another one. */
static char *value_of(struct arena *arena, const char *line, size_t n, const char *header)
{
	size_t m = strlen(header);

	if (n <= m || strncasecmp(line, header, m) != 0 || line[m] != ':')
		return NULL;
	for (m++; m < n && strchr(" \t", line[m]); m++)
		continue;
	while (n > m && strchr(" \t\r", line[n - 1]))
		n--;
	return arena_ndup(arena, line + m, n - m);
}

int metadata_parse(struct arena *arena, const char *text, size_t len, const char *machine,
	struct metadata *metadata, const char **problem)
{
	*metadata = (struct metadata){ 0 };
	*problem = NULL;
	if (memchr(text, '\0', len)) {
		*problem = "it contains a NUL byte";
		return -EINVAL;
	}
	/* An empty line ends the headers. */
	while (*text && *text != '\n' && !skip_prefix(text, "\r\n")) {
		size_t n = strcspn(text, "\n");
		const char *value = value_of(arena, text, n, "Requires-Dist"), *once;

		if (value && !take_requirement(arena, metadata, value, machine, problem))
			return -EINVAL;
		once = value_of(arena, text, n, "Name");
		if (once && !metadata->project)
			metadata->project = wheel_project(arena, once);
		once = value_of(arena, text, n, "Version");
		if (once && !metadata->version)
			metadata->version = once;
		text += n + (text[n] == '\n');
	}
	if (metadata->project && metadata->version)
		return 0;
	*problem = "it has no Name and Version: it is not a METADATA file";
	return -EINVAL;
}
