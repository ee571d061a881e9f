/* SPDX-License-Identifier: MIT
 * The report for people: a few facts, then what is wrong, the worst first, then one
 * line.
 */
#include "config.h"

#include "report.h"

#include "summary.h"

#include "doctor/check/check.h"
#include "doctor/engine.h"

#include <sys/ioctl.h>

enum { WIDTH_MIN = 60 };

/* Returns the width of the terminal, or 0 for no wrapping. */
static size_t width_of(const struct out *out)
{
	struct winsize size;

	if (!out->out_tty || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col >= WIDTH_MIN ? size.ws_col : 0;
}

/* Prints one paragraph after `head`, its further lines indented. */
static void print_wrapped(struct doctor *doctor, const char *head, const char *text)
{
	size_t width = width_of(&doctor->session.out), used = strlen(head);
	struct strv words =
		strv_words(&doctor->session.arena, out_name(&doctor->session.out, text));

	out_print(&doctor->session.out, "%s", head);
	for (size_t i = 0; i < words.n; i++) {
		size_t n = strlen(words.v[i]);

		if (width && i && used + n + 1 > width) {
			out_print(&doctor->session.out, "\n%*s", 12, "");
			used = 12;
		} else if (i) {
			out_print(&doctor->session.out, " ");
			used++;
		}
		out_print(&doctor->session.out, "%s", words.v[i]);
		used += n;
	}
	out_print(&doctor->session.out, "\n");
}

static const char *severity_text(struct doctor *doctor, enum severity severity)
{
	static const char *const colors[] = { "0", "36", "33", "31" };

	if (!doctor->color)
		return severity_name(severity);
	return arena_printf(&doctor->session.arena, "\033[1;%sm%s\033[0m",
		colors[severity], severity_name(severity));
}

static void print_details(struct doctor *doctor, const struct finding *finding)
{
	struct out *out = &doctor->session.out;

	for (size_t i = 0; i < finding->n_evidence; i++)
		out_print(out, "  %-9s %s%s%s\n", i ? "" : "seen",
			out_name(out, finding->evidence[i].location),
			finding->evidence[i].content ? ": " : "",
			finding->evidence[i].content
				? out_name(out, finding->evidence[i].content)
				: "");
	if (finding->effect)
		print_wrapped(doctor, "  effect    ", finding->effect);
	for (size_t i = 0; i < finding->fixes.n; i++)
		out_print(out, "  %-9s %s\n", i ? "" : "fix",
			out_name(out, finding->fixes.v[i]));
	if (finding->advice)
		print_wrapped(doctor, finding->fixes.n ? "  also      " : "  fix       ",
			finding->advice);
}

/* Without -v, a note is one line. */
static void print_finding(
	struct doctor *doctor, const struct finding *finding, bool verbose)
{
	print_wrapped(doctor,
		arena_printf(&doctor->session.arena, "%s: %s: ",
			severity_text(doctor, finding->severity), finding->check->id),
		finding->cause);
	if (verbose || finding->severity > SEVERITY_NOTE)
		print_details(doctor, finding);
	else if (finding->fixes.n)
		out_print(&doctor->session.out, "  fix       %s\n",
			out_name(&doctor->session.out, finding->fixes.v[0]));
}

/* Notes of some checks describe no problem, and are printed only with -v. */
static bool quiet(const struct finding *finding)
{
	return finding->severity == SEVERITY_NOTE && finding->check->quiet;
}

static void print_findings(struct doctor *doctor, bool verbose)
{
	size_t n = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < doctor->exam.n_findings; i++) {
			const struct finding *finding = doctor->exam.findings[i];

			if ((int)finding->severity != severity || finding->explained_by ||
				(quiet(finding) && !verbose))
				continue;
			if (n++)
				out_print(&doctor->session.out, "\n");
			print_finding(doctor, finding, verbose);
		}
	if (n)
		out_print(&doctor->session.out, "\n");
}

static void print_explained(struct doctor *doctor, bool verbose)
{
	for (size_t i = 0; i < doctor->exam.n_findings && verbose; i++)
		if (doctor->exam.findings[i]->explained_by)
			out_print(&doctor->session.out, "follows from %s: %s: %s\n",
				doctor->exam.findings[i]->explained_by,
				doctor->exam.findings[i]->check->id,
				out_name(&doctor->session.out,
					doctor->exam.findings[i]->cause));
}

static void print_checks(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->exam.n_outcomes; i++) {
		const struct outcome *outcome = &doctor->exam.outcomes[i];

		if (outcome->kind == OUTCOME_OK)
			out_print(&doctor->session.out, "ok: %s: %s\n", outcome->id,
				outcome->check->title);
		else if (outcome->kind == OUTCOME_SKIPPED)
			out_print(&doctor->session.out, "skipped: %s: %s\n", outcome->id,
				outcome->reason);
	}
	out_print(&doctor->session.out, "\n");
}

static const char *plural(struct doctor *doctor, int n, const char *what)
{
	return arena_printf(
		&doctor->session.arena, "%d %s%s", n, what, n == 1 ? "" : "s");
}

void report_text(struct doctor *doctor, bool verbose)
{
	struct summary summary[SUMMARY_MAX];
	size_t n = summary_make(doctor, summary);
	struct counts counts = engine_counts(&doctor->exam);

	for (size_t i = 0; i < n; i++)
		out_print(&doctor->session.out, "%-9s %s\n", summary[i].name,
			out_name(&doctor->session.out, summary[i].line));
	out_print(&doctor->session.out, "\n");
	print_findings(doctor, verbose);
	print_explained(doctor, verbose);
	if (verbose)
		print_checks(doctor);
	out_print(&doctor->session.out, "run programs: %s, build programs: %s; ",
		verdict_name(engine_verdict(&doctor->exam, FOR_RUN)),
		verdict_name(engine_verdict(&doctor->exam, FOR_BUILD)));
	if (!counts.error && !counts.warning)
		out_print(&doctor->session.out, "no problems found");
	else
		out_print(&doctor->session.out, "%s, %s",
			plural(doctor, counts.error, "error"),
			plural(doctor, counts.warning, "warning"));
	out_print(&doctor->session.out, " (%s ok, %d skipped%s)\n",
		plural(doctor, counts.ok, "check"), counts.skipped,
		verbose ? "" : "; -v shows all");
}
