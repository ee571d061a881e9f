/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "explain.h"

#include "model/table.h"

#include <ctype.h>
#include <regex.h>

void explain_check(struct doctor *doctor, const struct check *check)
{
	struct table table;
	long row = -1;

	out_print(&doctor->out, "%s (%s)\n  holds when %s\n", check->id, check->group,
		check->title);
	if (table_read(doctor->arena, doctor->places.data, "explain.tsv", &table) == 0)
		row = table_find(&table, "id", check->id);
	if (row < 0)
		return;
	out_print(&doctor->out, "  why:  %s\n", table_field(&table, (size_t)row, "why"));
	out_print(&doctor->out, "  mend: %s\n", table_field(&table, (size_t)row, "mend"));
}

static void explain_ids_of(struct doctor *doctor, const char *ids)
{
	struct strv list = strv_words(doctor->arena, ids);

	for (size_t i = 0; i < list.n; i++) {
		const struct check *check = check_find(list.v[i]);

		out_print(&doctor->out, "\n");
		if (check)
			explain_check(doctor, check);
	}
}

static int explain_number(struct doctor *doctor, const char *number)
{
	struct table table;
	int known = 0;

	if (table_read(doctor->arena, doctor->places.data, "error_codes.tsv", &table) < 0)
		return 1;
	for (size_t i = 0; i < table.n; i++) {
		if (!streq(table_field(&table, i, "code"), number))
			continue;
		out_print(&doctor->out, "%s%s %s, %s: %s\n", known++ ? "\n" : "",
			streq(table_field(&table, i, "api"), "nvml")
				? "NVML and nvidia-smi"
				: "CUDA",
			number, table_field(&table, i, "name"),
			table_field(&table, i, "meaning"));
		explain_ids_of(doctor, table_field(&table, i, "ids"));
	}
	return known ? 0 : 1;
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

/* The rows of messages.tsv that match, the most special ones first, as the table has
 * them. */
static struct strv rows_matching(
	struct doctor *doctor, const char *text, const char *field)
{
	struct strv found = strv_new(doctor->arena);
	struct table table;

	if (table_read(doctor->arena, doctor->places.data, "messages.tsv", &table) < 0)
		return found;
	for (size_t i = 0; i < table.n; i++)
		if (matches(table_field(&table, i, "pattern"), text))
			strv_add(&found, table_field(&table, i, field));
	return found;
}

struct strv explain_ids(struct doctor *doctor, const char *text)
{
	struct strv rows = rows_matching(doctor, text, "ids"),
		    ids = strv_new(doctor->arena);

	for (size_t i = 0; i < rows.n; i++) {
		struct strv words = strv_words(doctor->arena, rows.v[i]);

		for (size_t k = 0; k < words.n; k++)
			if (!strv_has(&ids, words.v[k]))
				strv_add(&ids, words.v[k]);
	}
	return ids;
}

static int explain_text(struct doctor *doctor, const char *text)
{
	struct strv meanings = rows_matching(doctor, text, "meaning");
	struct strv ids = explain_ids(doctor, text);

	for (size_t i = 0; i < meanings.n; i++)
		out_print(&doctor->out, "%s\n", meanings.v[i]);
	explain_ids_of(doctor, strv_join(&ids, " "));
	return meanings.n ? 0 : 1;
}

int explain(struct doctor *doctor, const char *what)
{
	const struct check *check = check_find(what);
	int r;

	if (check) {
		explain_check(doctor, check);
		return 0;
	}
	r = *what && !what[strspn(what, "0123456789")] ? explain_number(doctor, what)
						       : explain_text(doctor, what);
	if (r != 0)
		out_say(&doctor->out, "nothing is known of `%s'", what);
	return r;
}
