/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "explain.h"

#include "doctor/check/check.h"

static const char *const kinds[] = { "error", "harmless", "normal" };

void explain_check(struct doctor *doctor, const struct check *check)
{
	out_print(&doctor->session.out, "%s (%s)\n  ok if %s\n", check->id,
		check_group_of(check), check->title);
	out_print(&doctor->session.out, "  why:  %s\n", check->why);
	out_print(&doctor->session.out, "  fix:  %s\n", check->fix);
}

/* --- text ------------------------------------------------------------------------------- */

static void print_lines(struct out *out, const char *head, const struct strv *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		out_print(out, "     %-6s %s\n", i ? "" : head,
			out_escape(out->arena, lines->v[i]));
}

static void print_cause(
	struct doctor *doctor, const struct explained_cause *cause, size_t number)
{
	struct out *out = &doctor->session.out;

	out_print(out, "  %zu. %s%s\n", number, cause->seen ? "(seen here) " : "",
		cause->text);
	print_lines(out, "sign", &cause->signs);
	print_lines(out, "fix", &cause->fixes);
	print_lines(out, cause->fixes.n ? "also" : "fix", &cause->advice);
	for (size_t i = 0; i < cause->checks.n; i++)
		if (check_find(cause->checks.v[i]))
			out_print(out, "     %-6s cudaenv doctor --only %s\n",
				i ? "" : "check", cause->checks.v[i]);
}

static void print_explanation(struct doctor *doctor, const struct explanation *e)
{
	struct out *out = &doctor->session.out;

	if (*e->quote)
		out_print(
			out, "line %zu: %s\n", e->line, out_escape(out->arena, e->quote));
	out_print(out, "%s: %s: %s\n", kinds[e->kind], e->id, e->means);
	for (size_t i = 0; i < e->n; i++)
		print_cause(doctor, &e->cause[i], i + 1);
}

/* Errors come first: without one, an unknown line may be the reason of the failure. */
void explain_print(struct doctor *doctor, const struct explanations *explanations)
{
	for (size_t i = 0; i < explanations->n; i++) {
		if (i)
			out_print(&doctor->session.out, "\n");
		print_explanation(doctor, &explanations->v[i]);
	}
	if (explanations->n && explanations->v[0].kind != KIND_ERROR &&
		explanations->lines > 1)
		out_print(&doctor->session.out,
			"\nThis explains no failure; the other lines are not known messages.\n");
}

void explain_notes(struct doctor *doctor, const struct knowledge *knowledge)
{
	struct out *out = &doctor->session.out;

	for (size_t i = 0; i < knowledge->notes.n; i++)
		out_warn(out, "%s", knowledge->notes.v[i]);
	if (knowledge->n_packaged)
		return;
	out_warn(out, "no messages are installed: %s/data/explain has no *.rec files",
		doctor->subject.dirs->data);
	out_hint(out, "reinstall cudaenv, or correct CUDAENV_DATADIR if it is set");
}

/* --- JSON ------------------------------------------------------------------------------- */

static void json_lines(struct json *json, const char *name, const struct strv *lines)
{
	json_open(json, name, '[');
	for (size_t i = 0; i < lines->n; i++)
		json_string(json, NULL, lines->v[i]);
	json_close(json, '[');
}

static void json_cause(struct json *json, const struct explained_cause *cause)
{
	json_open(json, NULL, '{');
	json_string(json, "cause", cause->text);
	json_bool(json, "seen", cause->seen);
	json_lines(json, "signs", &cause->signs);
	json_lines(json, "fix", &cause->fixes);
	json_lines(json, "advice", &cause->advice);
	json_lines(json, "checks", &cause->checks);
	json_close(json, '{');
}

void explain_json(struct json *json, const struct explanations *explanations)
{
	json_open(json, "explanations", '[');
	for (size_t i = 0; i < explanations->n; i++) {
		const struct explanation *e = &explanations->v[i];

		json_open(json, NULL, '{');
		json_string(json, "id", e->id);
		json_string(json, "family", e->family);
		json_string(json, "kind", kinds[e->kind]);
		json_int(json, "line", (long)e->line);
		json_string(json, "quote", e->quote);
		json_string(json, "means", e->means);
		json_open(json, "causes", '[');
		for (size_t j = 0; j < e->n; j++)
			json_cause(json, &e->cause[j]);
		json_close(json, '[');
		json_lines(json, "sources", &e->sources);
		json_close(json, '{');
	}
	json_close(json, '[');
}

/* --- the command ------------------------------------------------------------------------ */

static enum status explain_text(struct doctor *doctor, const char *what, bool as_json)
{
	struct explainer explainer;
	struct explanations found = { .n = 0 };
	struct json json = json_new(&doctor->session.arena);
	int r = 0;

	if (streq(what, "-"))
		r = explainer_fd(&explainer, &doctor->subject, STDIN_FILENO, &found);
	else
		found = explainer_text(&explainer, &doctor->subject, what, strlen(what));
	if (r < 0) {
		out_error(&doctor->session.out, r, "cannot read standard input");
		return doctor->session.failure;
	}
	explain_notes(doctor, &explainer.knowledge);
	if (!explainer.knowledge.n_packaged && !found.n)
		return doctor->session.failure;
	if (as_json) {
		json_open(&json, NULL, '{');
		json_int(&json, "schema", 1);
		json_bool(&json, "known", found.n > 0);
		explain_json(&json, &found);
		json_close(&json, '{');
		out_print(&doctor->session.out, "%s\n", json.text.s);
	}
	if (!as_json)
		explain_print(doctor, &found);
	if (!found.n)
		out_warn(&doctor->session.out, "no known message in %s",
			streq(what, "-") ? "standard input"
					 : arena_printf(&doctor->session.arena, "`%.*s'",
						   200, what));
	return found.n ? STATUS_DONE : STATUS_FAILED;
}

enum status explain(struct doctor *doctor, const char *what, bool json)
{
	const struct check *check = check_find(what);

	if (!check || json)
		return explain_text(doctor, what, json);
	explain_check(doctor, check);
	return STATUS_DONE;
}
