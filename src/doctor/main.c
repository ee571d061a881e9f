/* SPDX-License-Identifier: MIT
 * cudaenv-doctor: finds problems in a CUDA environment. It reports the cause of each, the
 * evidence, and how to fix it, and changes nothing.
 *
 * Exit status: 0 if no error was found, 1 if one was, 2 for wrong usage or if the
 * examination failed.
 */
#include "config.h"

#include "capture/capture.h"
#include "capture/replay_exec.h"
#include "check/check.h"
#include "engine.h"
#include "gather/gather.h"
#include "open.h"
#include "report/exe.h"
#include "report/explain.h"
#include "report/report.h"
#include "report/run_tee.h"

#include "session/command.h"

#include <stdlib.h>

extern char **environ;

enum { DRIVER_TIMEOUT_MS = 10000 };

struct doctor_options {
	bool list, verbose, json, strict, gpu;
	const char *timeout, *format, *purpose, *only, *without, *explain, *pid, *exe,
		*capture, *sysroot;
	char **command; /* after "--"; NULL */
};

/* Returns 0 if the text is not a number from 1 to 600. */
static int seconds_in_ms(const char *text)
{
	char *end;
	long seconds = strtol(text, &end, 10);

	return end != text && !*end && seconds >= 1 && seconds <= 600
		       ? (int)seconds * 1000
		       : 0;
}

/* `cudaenv doctor` passes its own name, after the sysroot if there is one. */
static void drop_name(int *argc, char **argv)
{
	int at = *argc > 3 && streq(argv[1], "--sysroot") ? 3 : 1;

	if (*argc <= at || !streq(argv[at], "doctor"))
		return;
	memmove(&argv[at], &argv[at + 1], (size_t)(*argc - at) * sizeof(*argv));
	(*argc)--;
}

static bool format_known(const char *format)
{
	return streq(format, "text") || streq(format, "json") ||
	       streq(format, "markdown") || streq(format, "github");
}

/* Nothing that the user requests is ignored silently. */
static bool formats_fit(struct doctor *doctor, struct doctor_options *o)
{
	const char *wrong = NULL;
	bool prints = o->list || o->explain || o->exe;
	bool text_only = o->list || o->exe;
	bool as_text = !o->format || streq(o->format, "text");

	if (o->format && !format_known(o->format))
		wrong = "--format is `text', `json', `markdown' or `github'";
	else if (o->json && o->format && !streq(o->format, "json"))
		wrong = "--json and --format name different formats";
	else if (text_only && (o->json || !as_text))
		wrong = "--list and --exe print only text";
	else if (o->explain && !o->json && !as_text && !streq(o->format, "json"))
		wrong = "--explain prints text or JSON";
	else if (prints && (o->capture || o->command))
		wrong = "--list, --explain and --exe take no --capture and no command";
	if (o->json)
		o->format = "json";
	if (wrong)
		opt_wrong(&doctor->out, &cmd_doctor.usage, "%s", wrong);
	return !wrong;
}

/* True when the doctor continues; otherwise *status is set. */
static bool parse(struct doctor *doctor, struct doctor_options *o, int argc, char **argv,
	enum status *status)
{
	const struct opt opts[] = {
		OPT_VALUE(0, "for", "run|build", &o->purpose,
			"check only whether programs run, or can be built"),
		OPT_FLAG(0, "gpu", &o->gpu, "measure copies to and from each GPU, too"),
		OPT_VALUE(
			0, "only", "ID,...", &o->only, "run only these checks or groups"),
		OPT_VALUE(
			0, "skip", "ID,...", &o->without, "skip these checks or groups"),
		OPT_FLAG(0, "list", &o->list, "list the checks"),
		OPT_VALUE(0, "explain", "WHAT|-", &o->explain,
			"explain a check, an error or a log"),
		OPT_VALUE(0, "timeout", "SECONDS", &o->timeout,
			"time limit for the driver (10)"),
		OPT_VALUE(0, "pid", "N", &o->pid, "examine a running process"),
		OPT_VALUE(0, "exe", "FILE", &o->exe,
			"list the CUDA libraries that a program would load"),
		OPT_VALUE(0, "capture", "FILE", &o->capture,
			"write what was read to a file"),
		OPT_VALUE(0, "sysroot", "DIR|FILE", &o->sysroot,
			"examine another machine, or a captured one"),
		OPT_FLAG(0, "json", &o->json, "print JSON (schema 1)"),
		OPT_VALUE(0, "format", "FORMAT", &o->format,
			"text, json, markdown or github"),
		OPT_FLAG(0, "strict", &o->strict, "exit 1 for warnings, too"),
		OPT_FLAG('v', "verbose", &o->verbose, "show every check and all details"),
		OPT_END,
	};
	int dashes = 1;

	drop_name(&argc, argv);
	while (dashes < argc && !streq(argv[dashes], "--"))
		dashes++;
	if (dashes + 1 < argc)
		o->command = argv + dashes + 1;
	argc = dashes;
	argv[argc] = NULL;
	if (!opt_parse(&doctor->out, &cmd_doctor.usage, opts, &argc, argv, 0, 0, status))
		return false;
	*status = STATUS_USAGE;
	if (!formats_fit(doctor, o))
		return false;
	doctor->exam.questions = !o->purpose		      ? FOR_BOTH
				 : streq(o->purpose, "run")   ? FOR_RUN
				 : streq(o->purpose, "build") ? FOR_BUILD
				 : streq(o->purpose, "all")   ? FOR_BOTH
							      : 0;
	if (!doctor->exam.questions)
		return opt_wrong(&doctor->out, &cmd_doctor.usage,
			       "--for is `run' or `build'"),
		       false;
	if (o->pid && o->command)
		return opt_wrong(
			       &doctor->out, &cmd_doctor.usage, "--pid takes no command"),
		       false;
	doctor->probe.timeout_ms =
		o->timeout ? seconds_in_ms(o->timeout) : DRIVER_TIMEOUT_MS;
	if (!doctor->probe.timeout_ms)
		return opt_wrong(&doctor->out, &cmd_doctor.usage,
			       "--timeout is 1 to 600 seconds"),
		       false;
	return true;
}

/* The reports, by name. */
static int print_report(struct doctor *doctor, const struct doctor_options *o)
{
	const char *format = o->format ? o->format : "text";

	if (streq(format, "text"))
		report_text(doctor, o->verbose);
	else if (streq(format, "json"))
		report_json(doctor);
	else if (streq(format, "markdown"))
		report_markdown(doctor);
	else
		report_github(doctor);
	return 0;
}

static bool is_check_or_group(const char *name)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		if (streq(g->name, name))
			return true;
	return check_find(name) != NULL;
}

/* Splits a list of ids and groups; false after printing which one is neither. */
static bool names(struct doctor *doctor, const char *text, struct strv *list)
{
	*list = text ? strv_split(doctor->arena, text, ',') : strv_new(doctor->arena);
	for (size_t i = 0; i < list->n; i++)
		if (!is_check_or_group(list->v[i])) {
			opt_wrong(&doctor->out, &cmd_doctor.usage, "no such check `%s'",
				list->v[i]);
			return false;
		}
	return true;
}

static int list_checks(struct doctor *doctor)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			out_print(&doctor->out, "%-24s %-12s %s\n", c->id, g->name,
				c->title);
	return 0;
}

/* --- the examination --- */

/* The checks that examine the causes, each once. */
static struct strv checks_of(struct arena *arena, const struct explanations *explanations)
{
	struct strv ids = strv_new(arena);

	for (size_t i = 0; i < explanations->n; i++)
		for (size_t j = 0; j < explanations->v[i].n; j++) {
			const struct strv *more = &explanations->v[i].cause[j].checks;

			for (size_t k = 0; k < more->n; k++)
				if (!strv_has(&ids, more->v[k]))
					strv_add(&ids, more->v[k]);
		}
	return ids;
}

static int run_command(struct doctor *doctor, char **command, bool text, bool *failed)
{
	struct explainer explainer;
	struct explanations found;
	int status, r;

	explainer_begin(&explainer, &doctor->subject);
	r = run_tee(command, vars_environ(&doctor->subject.vars), text, explainer_feed,
		&explainer, &status);
	if (r < 0) {
		out_error(&doctor->out, r, "cannot run %s", command[0]);
		return 2;
	}
	found = explainer_end(&explainer);
	explain_notes(doctor, &explainer.knowledge);
	*failed = status != 0;
	if (*failed)
		out_warn(&doctor->out, "%s exited with status %d", command[0], status);
	doctor->command = (struct command_run){ command[0], status,
		checks_of(doctor->arena, &found), found };
	if (text && found.n) {
		out_print(&doctor->out, "Messages of %s:\n",
			out_name(&doctor->out, command[0]));
		explain_print(doctor, &found);
		out_print(&doctor->out, "\n");
	}
	return 0;
}

static int examine(struct doctor *doctor, const struct doctor_options *o)
{
	struct strv only, without;
	struct counts counts;
	bool failed = false;
	int r = 0;

	if (!names(doctor, o->only, &only) || !names(doctor, o->without, &without))
		return 2;
	if (o->command)
		r = run_command(doctor, o->command,
			!o->format || streq(o->format, "text"), &failed);
	if (r != 0)
		return r;
	doctor->facts = arena_new(doctor->arena, struct facts);
	doctor->probe.libexec = doctor->subject.dirs.libexec;
	gather_facts(&doctor->subject, doctor->observations, &doctor->probe, o->gpu,
		doctor->facts);
	doctor->exam.arena = doctor->arena;
	doctor->exam.subject = &doctor->subject;
	doctor->exam.facts = doctor->facts;
	if (o->exe)
		return exe_report(doctor, o->exe);
	engine_run(&doctor->exam, &only, &without);
	print_report(doctor, o);
	if (o->capture && (r = capture_write(doctor, o->capture)) < 0) {
		out_error(&doctor->out, r, "cannot write %s", o->capture);
		return 2;
	}
	if (doctor->subject.origin == ORIGIN_LIVE &&
		!machine_is_foreign(&doctor->subject.machine) &&
		!observation(doctor->observations, "probe:cuda")) {
		out_warn(&doctor->out,
			"cannot run %s/cudaenv-probe: the driver was not queried",
			doctor->subject.dirs.libexec);
		return 2;
	}
	counts = engine_counts(&doctor->exam);
	return counts.error || failed || (o->strict && counts.warning) ? 1 : 0;
}

static int run(struct doctor *doctor, const struct doctor_options *o)
{
	struct strv seen = strv_new(doctor->arena), read = strv_new(doctor->arena);
	const char *sysroot =
		o->sysroot ? o->sysroot
			   : vars_get_nonempty(&doctor->subject.vars, "CUDAENV_SYSROOT");
	struct replay replay = { .root = NULL };
	int status;

	if (o->command && sysroot && !streq(sysroot, "/"))
		return opt_wrong(&doctor->out, &cmd_doctor.usage,
			"a command cannot be run for another machine: omit the sysroot %s or the command",
			sysroot);
	if (open_subject(doctor, sysroot, o->pid, &replay) < 0) {
		replay_close(&replay);
		return 2;
	}
	if (o->capture) {
		doctor->subject.machine.seen = &seen;
		doctor->subject.machine.read = &read;
	}
	doctor->subject.settings = settings_read(
		doctor->arena, &doctor->subject.vars, &doctor->subject.dirs);
	doctor->subject.registry = registry_new(doctor->arena, &doctor->subject.machine,
		&doctor->subject.dirs, &doctor->subject.settings);
	if (replay.root)
		replay_registry(&replay, &doctor->subject);
	else if (o->capture && !machine_is_foreign(&doctor->subject.machine))
		doctor->subject.registry.running =
			doctor->subject.machine; /* records what is read */
	open_selection(doctor, &replay);
	status = examine(doctor, o);
	replay_close(&replay);
	return status;
}

/* Only the files and the variables of the subject are examined. */
static int run_explain(struct doctor *doctor, const struct doctor_options *o)
{
	const char *sysroot =
		o->sysroot ? o->sysroot
			   : vars_get_nonempty(&doctor->subject.vars, "CUDAENV_SYSROOT");
	struct replay replay = { .root = NULL };
	int status = 2;

	if (open_subject(doctor, sysroot, o->pid, &replay) == 0)
		status = explain(doctor, o->explain, o->json);
	replay_close(&replay);
	return status;
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct doctor doctor = { .arena = &arena, .subject.arena = &arena };
	struct doctor_options options = { 0 };
	const char *term;
	enum status status;

	doctor.subject.vars = vars_new(&arena, environ);
	term = vars_get(&doctor.subject.vars, "TERM");
	out_init(&doctor.out, &arena,
		vars_get_nonempty(&doctor.subject.vars, "NO_COLOR") ||
			(term && streq(term, "dumb")));
	if (argc > 5 && streq(argv[1], "--sysroot") && streq(argv[3], "replay")) {
		status = replay_exec(&doctor, argv[2], argv + 4);
	} else if (parse(&doctor, &options, argc, argv, &status)) {
		doctor.subject.dirs = dirs_find(&arena, &doctor.subject.vars);
		doctor.subject.cwd = selection_cwd(&arena, &doctor.subject.vars);
		if (options.list)
			status = list_checks(&doctor);
		else if (options.explain)
			status = run_explain(&doctor, &options);
		else
			status = run(&doctor, &options);
	}
	if (!out_close(&doctor.out)) {
		out_warn(&doctor.out, "cannot write the output");
		status = status ? status : 2;
	}
	arena_release(&arena);
	return status;
}
