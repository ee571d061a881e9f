/* SPDX-License-Identifier: MIT
 * The report for other programs: Markdown to paste into a bug report, redacted, and the
 * lines by which GitHub's runners annotate a run.
 */
#include "config.h"

#include "report.h"

#include "core/percent.h"
#include "summary.h"

#include "doctor/capture/redact.h"
#include "doctor/check/check.h"
#include "doctor/engine.h"

/* Inline code: no back-quote in it can end it. */
static const char *code(struct doctor *doctor, const char *text)
{
	char *copy = out_escape(&doctor->session.arena, redact(doctor, text));

	for (char *p = copy; *p; p++)
		if (*p == '`')
			*p = '\'';
	return copy;
}

/* Prose: characters that are markup in Markdown or HTML are escaped. */
static const char *prose(struct doctor *doctor, const char *text)
{
	struct str out = str_new(&doctor->session.arena);
	const char *p = out_escape(&doctor->session.arena, redact(doctor, text));

	for (; *p; p++) {
		if (strchr("\\`*_[]|", *p))
			str_addc(&out, '\\');
		if (*p == '<')
			str_add(&out, "&lt;");
		else
			str_addc(&out, *p);
	}
	return out.s;
}

static void markdown_finding(struct doctor *doctor, const struct finding *f)
{
	struct out *out = &doctor->session.out;

	out_print(out, "\n### %s: %s\n\n%s\n\n", severity_name(f->severity), f->check->id,
		prose(doctor, f->cause));
	for (size_t i = 0; i < f->n_evidence; i++)
		out_print(out, "- `%s`%s%s%s\n", code(doctor, f->evidence[i].location),
			f->evidence[i].content ? ": `" : "",
			f->evidence[i].content ? code(doctor, f->evidence[i].content)
					       : "",
			f->evidence[i].content ? "`" : "");
	if (f->fixes.n)
		out_print(out, "\n");
	for (size_t i = 0; i < f->fixes.n; i++)
		out_print(out, "    %s\n",
			out_escape(
				&doctor->session.arena, redact(doctor, f->fixes.v[i])));
}

void report_markdown(struct doctor *doctor)
{
	struct out *out = &doctor->session.out;
	struct summary summary[SUMMARY_MAX];
	size_t n = summary_make(doctor, summary);

	out_print(out, "## cudaenv doctor %s\n\n| | |\n|---|---|\n", PACKAGE_VERSION);
	for (size_t i = 0; i < n; i++)
		out_print(out, "| %s | %s |\n", summary[i].name,
			prose(doctor, summary[i].line));
	out_print(out, "| system | %s, kernel %s |\n",
		prose(doctor, doctor->facts->distribution),
		prose(doctor, doctor->facts->kernel.release
				      ? doctor->facts->kernel.release
				      : "?"));
	out_print(out, "\nRun programs: %s. Build programs: %s.\n",
		verdict_name(engine_verdict(&doctor->exam, FOR_RUN)),
		verdict_name(engine_verdict(&doctor->exam, FOR_BUILD)));
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < doctor->exam.n_findings; i++)
			if ((int)doctor->exam.findings[i]->severity == severity &&
				!doctor->exam.findings[i]->explained_by)
				markdown_finding(doctor, doctor->exam.findings[i]);
}

static bool plain(unsigned char byte)
{
	return byte != '%' && byte != '\r' && byte != '\n';
}

/* Encodes a message for the runner: "%" and line ends as %XX. */
static const char *escaped(struct doctor *doctor, const char *text)
{
	struct str out = str_new(&doctor->session.arena);

	percent_encode(&out, text, plain);
	return out.s;
}

void report_github(struct doctor *doctor)
{
	static const char *const words[] = { "debug", "notice", "warning", "error" };

	for (size_t i = 0; i < doctor->exam.n_findings; i++) {
		const struct finding *f = doctor->exam.findings[i];

		if (!f->explained_by)
			out_print(&doctor->session.out, "::%s title=%s::%s%s%s\n",
				words[f->severity], f->check->id,
				escaped(doctor, f->cause), f->fixes.n ? "%0Afix: " : "",
				f->fixes.n ? escaped(doctor, f->fixes.v[0]) : "");
	}
}
