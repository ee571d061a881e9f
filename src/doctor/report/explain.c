/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "explain.h"

#include "errorcodes.h"

#include "doctor/check/check.h"

#include <regex.h>

void explain_check(struct doctor *doctor, const struct check *check)
{
	out_print(&doctor->out, "%s (%s)\n  ok if %s\n", check->id, check_group_of(check),
		check->title);
	out_print(&doctor->out, "  why:  %s\n", check->why);
	out_print(&doctor->out, "  fix:  %s\n", check->fix);
}

static bool matches(const char *pattern, const char *text)
{
	regex_t regex;
	bool yes;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
		return false;
	yes = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return yes;
}

/* Returns a field of the rows of messages.tsv that match, the most specific ones first,
 * in the order of the table. */
static struct strv rows_matching(
	struct doctor *doctor, const char *text, const char *field)
{
	struct strv found = strv_new(doctor->arena);
	struct table table;

	if (table_read(doctor->arena, doctor->subject.dirs.data, "messages.tsv", &table) <
		0)
		return found;
	for (size_t i = 0; i < table.n; i++)
		if (matches(table_field(&table, i, "pattern"), text))
			strv_add(&found, table_field(&table, i, field));
	return found;
}

static void add_ids(struct strv *ids, const char *words)
{
	struct strv list = strv_words(ids->arena, words);

	for (size_t i = 0; i < list.n; i++)
		if (!strv_has(ids, list.v[i]))
			strv_add(ids, list.v[i]);
}

static struct strv ids_of(
	struct doctor *doctor, const char *text, const struct errorcodes *codes)
{
	struct strv rows = rows_matching(doctor, text, "ids"),
		    ids = strv_new(doctor->arena);

	for (size_t i = 0; i < rows.n; i++)
		add_ids(&ids, rows.v[i]);
	for (size_t i = 0; i < codes->n; i++)
		add_ids(&ids, table_field(&codes->table, codes->row[i], "ids"));
	return ids;
}

struct strv explain_ids(struct doctor *doctor, const char *text)
{
	struct errorcodes codes = errorcodes_in(doctor, text, false);

	return ids_of(doctor, text, &codes);
}

static void explain_code(struct doctor *doctor, const struct table *table, size_t row)
{
	out_print(&doctor->out, "%s %s, %s: %s\n",
		streq(table_field(table, row, "api"), "nvml") ? "NVML and nvidia-smi"
							      : "CUDA",
		table_field(table, row, "code"), table_field(table, row, "name"),
		table_field(table, row, "meaning"));
}

static int explain_text(struct doctor *doctor, const char *text)
{
	struct errorcodes codes = errorcodes_in(doctor, text, true);
	struct strv meanings = rows_matching(doctor, text, "meaning");
	struct strv ids = ids_of(doctor, text, &codes);

	for (size_t i = 0; i < codes.n; i++)
		explain_code(doctor, &codes.table, codes.row[i]);
	for (size_t i = 0; i < meanings.n; i++)
		out_print(&doctor->out, "%s\n", meanings.v[i]);
	for (size_t i = 0; i < ids.n; i++)
		if (check_find(ids.v[i])) {
			out_print(&doctor->out, "\n");
			explain_check(doctor, check_find(ids.v[i]));
		}
	return codes.n + meanings.n ? 0 : 1;
}

int explain(struct doctor *doctor, const char *what)
{
	const struct check *check = check_find(what);
	int r;

	if (check) {
		explain_check(doctor, check);
		return 0;
	}
	r = explain_text(doctor, what);
	if (r != 0)
		out_warn(&doctor->out, "nothing is known about `%s'", what);
	return r;
}
