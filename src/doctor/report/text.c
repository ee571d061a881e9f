/* SPDX-License-Identifier: MIT
 * The report for people: a few facts, then what is wrong, worst first, then one line.
 */
#include "config.h"

#include "summary.h"

#include <sys/ioctl.h>

enum { WIDTH_LEAST = 60 };

/* Of the terminal; 0: do not wrap. */
static size_t width_of(const struct out *out)
{
	struct winsize size;

	if (!out->out_tty || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col >= WIDTH_LEAST ? size.ws_col : 0;
}

/* One paragraph behind `head`, its further lines indented. */
static void print_wrapped(struct doctor *doctor, const char *head, const char *text)
{
	size_t width = width_of(&doctor->out), used = strlen(head);
	struct strv words = strv_words(doctor->arena, out_name(&doctor->out, text));

	out_print(&doctor->out, "%s", head);
	for (size_t i = 0; i < words.n; i++) {
		size_t n = strlen(words.v[i]);

		if (width && i && used + n + 1 > width) {
			out_print(&doctor->out, "\n%*s", 12, "");
			used = 12;
		} else if (i) {
			out_print(&doctor->out, " ");
			used++;
		}
		out_print(&doctor->out, "%s", words.v[i]);
		used += n;
	}
	out_print(&doctor->out, "\n");
}

static bool coloured(struct doctor *doctor)
{
	const char *term = vars_get(&doctor->vars, "TERM");

	return doctor->out.out_tty && !vars_get_nonempty(&doctor->vars, "NO_COLOR") &&
	       !(term && streq(term, "dumb"));
}

static const char *severity_text(struct doctor *doctor, enum severity severity)
{
	static const char *const colours[] = { "0", "36", "33", "31" };

	if (!coloured(doctor))
		return severity_name(severity);
	return arena_printf(doctor->arena, "\033[1;%sm%s\033[0m", colours[severity],
		severity_name(severity));
}

static void print_details(struct doctor *doctor, const struct finding *finding)
{
	struct out *out = &doctor->out;

	for (size_t i = 0; i < finding->n_evidence; i++)
		out_print(out, "  %-9s %s%s%s\n", i ? "" : "seen",
			out_name(out, finding->evidence[i].place),
			finding->evidence[i].said ? ": " : "",
			finding->evidence[i].said
				? out_name(out, finding->evidence[i].said)
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

/* In short, a note is one line. */
static void print_finding(
	struct doctor *doctor, const struct finding *finding, bool verbose)
{
	print_wrapped(doctor,
		arena_printf(doctor->arena, "%s: %s: ",
			severity_text(doctor, finding->severity), finding->check->id),
		finding->cause);
	if (verbose || finding->severity > SEVERITY_NOTE)
		print_details(doctor, finding);
	else if (finding->fixes.n)
		out_print(&doctor->out, "  fix       %s\n",
			out_name(&doctor->out, finding->fixes.v[0]));
}

/* That two numbers differ is said to who asks. */
static bool quiet(const struct finding *finding)
{
	return finding->severity == SEVERITY_NOTE &&
	       (streq(finding->check->id, "driver-cuda-label") ||
		       streq(finding->check->id, "conda-cuda-shadow") ||
		       streq(finding->check->id, "libcuda-devlink"));
}

static void print_findings(struct doctor *doctor, bool verbose)
{
	size_t n = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < doctor->n_findings; i++) {
			const struct finding *finding = &doctor->findings[i];

			if ((int)finding->severity != severity || finding->folded ||
				(quiet(finding) && !verbose))
				continue;
			if (n++)
				out_print(&doctor->out, "\n");
			print_finding(doctor, finding, verbose);
		}
	if (n)
		out_print(&doctor->out, "\n");
}

static void print_folded(struct doctor *doctor, bool verbose)
{
	for (size_t i = 0; i < doctor->n_findings && verbose; i++)
		if (doctor->findings[i].folded)
			out_print(&doctor->out, "follows from %s: %s: %s\n",
				doctor->findings[i].folded, doctor->findings[i].check->id,
				out_name(&doctor->out, doctor->findings[i].cause));
}

static void print_checks(struct doctor *doctor)
{
	for (const struct check *c = checks; c->id; c++) {
		const struct outcome *outcome = outcome_of(doctor, c);

		if (outcome->result == RESULT_OK)
			out_print(&doctor->out, "ok: %s: %s\n", c->id, c->title);
		else if (outcome->result == RESULT_SKIPPED)
			out_print(&doctor->out, "skipped: %s: %s\n", c->id,
				outcome->reason);
	}
	out_print(&doctor->out, "\n");
}

static const char *plural(struct doctor *doctor, int n, const char *what)
{
	return arena_printf(doctor->arena, "%d %s%s", n, what, n == 1 ? "" : "s");
}

void report_text(struct doctor *doctor, bool verbose)
{
	struct summary summary[SUMMARY_MAX];
	size_t n = summary_make(doctor, summary);
	struct counts counts = doctor_counts(doctor);

	for (size_t i = 0; i < n; i++)
		out_print(&doctor->out, "%-9s %s\n", summary[i].name,
			out_name(&doctor->out, summary[i].line));
	out_print(&doctor->out, "\n");
	print_findings(doctor, verbose);
	print_folded(doctor, verbose);
	if (verbose)
		print_checks(doctor);
	out_print(&doctor->out, "run programs: %s, build programs: %s; ",
		verdict_name(doctor_verdict(doctor, FOR_RUN)),
		verdict_name(doctor_verdict(doctor, FOR_BUILD)));
	if (!counts.error && !counts.warning)
		out_print(&doctor->out, "nothing is broken");
	else
		out_print(&doctor->out, "%s, %s", plural(doctor, counts.error, "error"),
			plural(doctor, counts.warning, "warning"));
	out_print(&doctor->out, " (%d checks ok, %d skipped%s)\n", counts.ok,
		counts.skipped, verbose ? "" : "; -v shows all");
}
