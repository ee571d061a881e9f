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

static bool is_text(const struct doctor_options *o)
{
	return !o->format || streq(o->format, "text");
}

/* Returns what is wrong with the options, or NULL. Nothing that the user requests is
 * ignored silently. */
static const char *problem_of(const struct doctor_options *o)
{
	bool prints = o->list || o->explain || o->exe;

	if (o->format && !format_known(o->format))
		return "--format is `text', `json', `markdown' or `github'";
	if (o->json && o->format && !streq(o->format, "json"))
		return "--json and --format name different formats";
	if ((o->list || o->exe) && (o->json || !is_text(o)))
		return "--list and --exe print only text";
	if (o->explain && !is_text(o) && !streq(o->format, "json"))
		return "--explain prints text or JSON";
	if (prints && (o->capture || o->command))
		return "--list, --explain and --exe take no --capture and no command";
	if (o->pid && o->command)
		return "--pid takes no command";
	if (o->purpose && !streq(o->purpose, "run") && !streq(o->purpose, "build") &&
		!streq(o->purpose, "all"))
		return "--for is `run' or `build'";
	if (o->timeout && !seconds_in_ms(o->timeout))
		return "--timeout is 1 to 600 seconds";
	return NULL;
}

/* Removes "--" and the command after it. */
static void take_command(struct doctor_options *o, int *argc, char **argv)
{
	int dashes = 1;

	while (dashes < *argc && !streq(argv[dashes], "--"))
		dashes++;
	if (dashes + 1 < *argc)
		o->command = argv + dashes + 1;
	*argc = dashes;
	argv[dashes] = NULL;
}

/* Returns whether to continue; if not, *status is set. */
static bool parse(struct session *session, struct doctor_options *o, int argc,
	char **argv, enum status *status)
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
		OPT_VALUE(0, "format", "text|json|markdown|github", &o->format,
			"the form of the report"),
		OPT_FLAG(0, "strict", &o->strict, "exit 1 for warnings, too"),
		OPT_FLAG('v', "verbose", &o->verbose, "show every check and all details"),
		OPT_END,
	};
	const char *problem;

	drop_name(&argc, argv);
	take_command(o, &argc, argv);
	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, status))
		return false;
	problem = problem_of(o);
	if (problem)
		*status = opt_wrong(&session->out, &session->usage, "%s", problem);
	if (o->json)
		o->format = "json";
	if (o->sysroot)
		session->sysroot = o->sysroot;
	return !problem;
}

static bool is_check_or_group(const char *name)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		if (streq(g->name, name))
			return true;
	return check_find(name) != NULL;
}

/* Splits a list of ids and groups; false after printing which one is neither. */
static bool names(struct session *session, const char *text, struct strv *list)
{
	*list = text ? strv_split(&session->arena, text, ',') : strv_new(&session->arena);
	for (size_t i = 0; i < list->n; i++)
		if (!is_check_or_group(list->v[i])) {
			opt_wrong(&session->out, &session->usage, "no such check `%s'",
				list->v[i]);
			return false;
		}
	return true;
}

static void list_checks(struct out *out)
{
	for (const struct check_group *g = check_groups; g->name; g++)
		for (const struct check *c = g->checks; c->id; c++)
			out_print(out, "%-24s %-12s %s\n", c->id, g->name, c->title);
}

/* --- the examination --- */

/* Returns the checks that examine the causes, each one once. */
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

/* Runs the command of the user, and stores how it ended and what its messages mean. */
static enum status run_command(struct doctor *doctor, const struct doctor_options *o)
{
	struct session *session = &doctor->session;
	const char *name = o->command[0];
	struct explainer explainer;
	struct explanations found;
	int exit_status, r;

	explainer_begin(&explainer, &doctor->subject);
	r = run_tee(o->command, vars_environ(&session->vars), is_text(o), explainer_feed,
		&explainer, &exit_status);
	if (r < 0) {
		out_error(&session->out, r, "cannot run %s", name);
		return session->failure;
	}
	found = explainer_end(&explainer);
	explain_notes(doctor, &explainer.knowledge);
	if (exit_status)
		out_warn(&session->out, "%s exited with status %d", name, exit_status);
	doctor->command = (struct command_run){ name, exit_status,
		checks_of(&session->arena, &found), found };
	if (is_text(o) && found.n) {
		out_print(&session->out, "Messages of %s:\n",
			out_name(&session->out, name));
		explain_print(doctor, &found);
		out_print(&session->out, "\n");
	}
	return STATUS_DONE;
}

static void gather(struct doctor *doctor, const struct doctor_options *o)
{
	struct arena *arena = &doctor->session.arena;

	doctor->facts = arena_new(arena, struct facts);
	doctor->probe.libexec = doctor->session.dirs.libexec;
	doctor->probe.timeout_ms =
		o->timeout ? seconds_in_ms(o->timeout) : DRIVER_TIMEOUT_MS;
	gather_facts(&doctor->subject, doctor->observations, &doctor->probe, o->gpu,
		doctor->facts);
	doctor->exam.arena = arena;
	doctor->exam.subject = &doctor->subject;
	doctor->exam.facts = doctor->facts;
	doctor->exam.questions = !o->purpose || streq(o->purpose, "all") ? FOR_BOTH
				 : streq(o->purpose, "run")		 ? FOR_RUN
									 : FOR_BUILD;
}

/* Prints the report, and writes the capture. */
static enum status report(struct doctor *doctor, const struct doctor_options *o)
{
	struct session *session = &doctor->session;
	int r;

	if (is_text(o))
		report_text(doctor, o->verbose);
	else if (streq(o->format, "json"))
		report_json(doctor);
	else if (streq(o->format, "markdown"))
		report_markdown(doctor);
	else
		report_github(doctor);
	r = o->capture ? capture_write(doctor, o->capture) : 0;
	if (r < 0) {
		out_error(&session->out, r, "cannot write %s", o->capture);
		return session->failure;
	}
	if (doctor->subject.origin == ORIGIN_LIVE &&
		doctor->facts->cuda.probed == PROBE_NOT_RUN) {
		out_warn(&session->out,
			"cannot run %s/cudaenv-probe: the driver was not queried",
			session->dirs.libexec);
		return session->failure;
	}
	return STATUS_DONE;
}

static enum status examine(struct doctor *doctor, const struct doctor_options *o)
{
	struct strv only, without;
	struct counts counts;
	enum status status = STATUS_DONE;

	if (!names(&doctor->session, o->only, &only) ||
		!names(&doctor->session, o->without, &without))
		return STATUS_USAGE;
	if (o->command)
		status = run_command(doctor, o);
	if (status != STATUS_DONE)
		return status;
	gather(doctor, o);
	if (o->exe)
		return exe_report(doctor, o->exe);
	engine_run(&doctor->exam, &only, &without);
	status = report(doctor, o);
	if (status != STATUS_DONE)
		return status;
	counts = engine_counts(&doctor->exam);
	return counts.error || doctor->command.status || (o->strict && counts.warning)
		       ? STATUS_FAILED
		       : STATUS_DONE;
}

static enum status run(struct doctor *doctor, const struct doctor_options *o)
{
	struct session *session = &doctor->session;
	struct strv seen = strv_new(&session->arena), read = strv_new(&session->arena);
	struct replay replay = { .root = NULL };
	enum status status;

	if (o->command && session->sysroot && !streq(session->sysroot, "/"))
		return opt_wrong(&session->out, &session->usage,
			"a command cannot be run for another machine: omit the sysroot %s or the command",
			session->sysroot);
	status = open_subject(doctor, o->pid, &replay);
	if (status == STATUS_DONE) {
		if (o->capture) {
			session->machine.seen = &seen;
			session->machine.read = &read;
		}
		session_read_settings(session);
		/* The user of the subject decides; another machine is only examined. */
		if (doctor->probe.owner)
			session->registry.user = doctor->probe.owner->uid;
		session->registry.trusts_all = doctor->subject.origin != ORIGIN_LIVE;
		if (doctor->subject.origin == ORIGIN_LIVE && !o->pid)
			doctor->subject.program = session_startup_program(session);
		if (replay.root)
			replay_registry(&replay, session);
		else if (o->capture && !machine_is_foreign(&session->machine))
			session->registry.running =
				session->machine; /* records what is read */
		open_selection(doctor, &replay);
		status = examine(doctor, o);
	}
	replay_close(&replay);
	return status;
}

/* Explains a text by the files and the variables of the subject. */
static enum status run_explain(struct doctor *doctor, const struct doctor_options *o)
{
	struct replay replay = { .root = NULL };
	enum status status = open_subject(doctor, o->pid, &replay);

	if (status == STATUS_DONE)
		status = explain(
			doctor, o->explain, o->format && streq(o->format, "json"));
	replay_close(&replay);
	return status;
}

static enum status doctor_main(
	struct doctor *doctor, const struct doctor_options *options)
{
	struct session *session = &doctor->session;

	session_find_dirs(session);
	doctor->subject = (struct subject){
		.arena = &session->arena,
		.vars = &session->vars,
		.dirs = &session->dirs,
		.settings = &session->settings,
		.machine = &session->machine,
		.registry = &session->registry,
	};
	if (options->explain)
		return run_explain(doctor, options);
	if (!options->list)
		return run(doctor, options);
	list_checks(&session->out);
	return STATUS_DONE;
}

int main(int argc, char **argv)
{
	struct doctor doctor = { .command = { .name = NULL } };
	struct doctor_options options = { 0 };
	struct session *session = &doctor.session;
	const char *term;
	enum status status;

	session_begin(session, environ, STATUS_DOCTOR_FAILED);
	session->called_as = argv[0];
	session->usage = cmd_doctor.usage;
	term = vars_get(&session->vars, "TERM");
	doctor.color = session->out.out_tty && !(term && streq(term, "dumb")) &&
		       !vars_get_nonempty(&session->vars, "NO_COLOR");
	if (argc > 5 && streq(argv[1], "--sysroot") && streq(argv[3], "replay"))
		status = replay_exec(session, argv[2], argv + 4);
	else if (parse(session, &options, argc, argv, &status))
		status = doctor_main(&doctor, &options);
	return session_end(session, status);
}
