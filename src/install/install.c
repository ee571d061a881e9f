/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "install.h"

#include "assemble.h"
#include "estimate.h"
#include "leftover.h"
#include "license.h"
#include "options.h"
#include "runfile.h"
#include "server.h"
#include "size.h"
#include "target.h"
#include "wheels.h"

#include "core/quote.h"
#include "model/ownership.h"
#include "model/versionfile.h"
#include "session/complain.h"

#include <errno.h>
#include <stdlib.h>

struct install {
	struct session *session;
	const struct install_options *options;
	struct source *source;
	struct component_set known;
	struct plan plan;
	struct target target;
	struct stage stage;
	struct runfile *runfile; /* NULL: archives */
};

/* --- the request ------------------------------------------------------------------- */

/* Returns the first spec of the selection in effect here, or NULL after a complaint. */
static const char *spec_here(struct session *session)
{
	struct selection selection = select_here(session);

	if (selection.specs.n &&
		spec_parse(&session->arena, selection.specs.v[0]).kind != SPEC_SYSTEM)
		return selection.specs.v[0];
	out_warn(&session->out,
		"nothing is selected here: which version? (`%s install latest')",
		session_command(session));
	return NULL;
}

static bool is_installed(struct session *session, const char *release)
{
	struct target target;

	if (!session->dirs.root || target_find(session, &target, release, NULL, false))
		return false;
	target_look(session, &target);
	return target.state == TARGET_OURS;
}

/* Lists the releases, or only those that match the spec `word`. */
static enum status list_releases(struct install *install, const char *word)
{
	struct session *session = install->session;
	const char *prefix = word ? plan_prefix(session, word) : "";
	struct strv releases;
	bool complete;
	size_t n = 0;

	if (!prefix) {
		out_warn(
			&session->out, "`%s' is not a version, such as 12 or 12.4", word);
		return STATUS_USAGE;
	}
	releases = plan_releases(install->source, &complete);
	for (size_t i = 0; i < releases.n; i++) {
		if (!release_matches(releases.v[i], prefix))
			continue;
		n++;
		out_print(&session->out, "%s%s\n", releases.v[i],
			is_installed(session, releases.v[i]) ? " (installed)" : "");
	}
	if (releases.n && !n)
		out_warn(&session->out, "no release matches `%s'", word);
	if (n && !complete)
		out_warn(&session->out,
			install->options->offline
				? "only releases in the cache are listed"
				: "these are the releases known to cudaenv " PACKAGE_VERSION);
	return n ? STATUS_DONE : STATUS_FAILED;
}

/* Returns what a record's source means. */
static const char *source_noun(const char *source)
{
	return streq(source, "redist")	 ? "NVIDIA's archives"
	       : streq(source, "wheels") ? "Python wheels"
	       : streq(source, "venv")	 ? "a Python environment"
					 : "a runfile";
}

/* Removes from the plan what is already installed. */
static enum status drop_present(struct install *install)
{
	struct plan *plan = &install->plan;
	const struct record *record = &install->target.record;
	size_t n = 0;

	if (install->target.state != TARGET_OURS)
		return STATUS_DONE;
	if (!streq(record->version, plan->release)) {
		out_warn(&install->session->out, "%s is CUDA %s, not %s",
			install->target.host, record->version, plan->release);
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < plan->n; i++) {
		const struct component *there =
			record_find(record, plan->packages[i]->component);

		if (!there) {
			plan->packages[n++] = plan->packages[i];
		} else if (!streq(there->version, plan->packages[i]->version)) {
			out_warn(&install->session->out,
				"%s has %s %s; %s cannot be added to it",
				install->target.host, there->name, there->version,
				plan->packages[i]->version);
			return STATUS_FAILED;
		}
	}
	if (n && !streq(record->source, install->source->kind->name)) {
		out_warn(&install->session->out,
			"%s was made from %s: nothing from %s can be added to it",
			install->target.host, source_noun(record->source),
			source_noun(install->source->kind->name));
		return STATUS_FAILED;
	}
	plan->n = n;
	return STATUS_DONE;
}

/* Removes what a killed run has left, unless another run is active. */
static bool clean_up(struct install *install)
{
	struct stage stage;
	bool good = true;

	if (stage_try_lock(&stage, &install->session->arena, install->target.host))
		good = leftover_clear(install->session, &stage) == 0;
	stage_end(&stage);
	return good;
}

/* --use: selects the release for the project in the current directory. */
static enum status use_here(struct install *install)
{
	struct session *session = install->session;
	struct strv specs = strv_new(&session->arena);
	const char *file = path_join(
		&session->arena, session->cwd ? session->cwd : ".", VERSION_FILE);
	const char *problem;
	int r;

	strv_add(&specs, install->plan.release);
	r = versionfile_write(&session->arena, file, &specs, REPLACE_FIRST, &problem);
	if (problem) {
		out_warn(&session->out, "version file `%s' %s: not written", file,
			problem);
		return STATUS_FAILED;
	}
	if (r < 0)
		return out_error(&session->out, r, "cannot write %s", file);
	session_bump_generation(session);
	out_warn(&session->out, "%s is selected for this project (%s)",
		install->plan.release, file);
	return STATUS_DONE;
}

/* Examines the target, with or without the lock. True when there is work to do; otherwise
 * false with *status set, after printing why. */
static bool examine(struct install *install, enum status *status)
{
	struct target *target = &install->target;

	target_look(install->session, target);
	if (target->state != TARGET_FREE && target->state != TARGET_OURS)
		return *status = target_complain(install->session, target), false;
	if (install->runfile) {
		if (target->state != TARGET_OURS)
			return true;
		install->plan.n = 0;
	}
	*status = drop_present(install);
	if (*status)
		return false;
	if (install->plan.n || target->unfinished)
		return true;
	if (!install->options->dry_run && !clean_up(install)) {
		*status = STATUS_FAILED;
		return false;
	}
	out_warn(&install->session->out, "%s is already installed in %s",
		install->plan.release, target->host);
	if (install->options->use && !install->options->dry_run)
		*status = use_here(install);
	return false;
}

static enum status dry_run(struct install *install)
{
	struct session *session = install->session;
	const struct plan *plan = &install->plan;
	struct strv licenses = license_names(&session->arena, plan);
	struct estimate estimate =
		estimate_of(install->source, plan, install->runfile != NULL);
	const char *from = install->options->from && !install->source->kind->wheels
				   ? install->options->from
				   : install->source->shown;

	out_print(&session->out, "CUDA %s for %s\nfrom  %s\ninto  %s%s\n\n",
		plan->release, plan->platform, out_name(&session->out, from),
		out_name(&session->out, install->target.host),
		install->target.state == TARGET_OURS ? " (in addition)" : "");
	for (size_t i = 0; i < plan->n; i++) {
		const struct package *p = plan->packages[i];

		out_print(&session->out, "%-24s %-16s %10s  %s\n", p->component,
			p->version, size_text(&session->arena, p->size), p->license);
	}
	out_print(&session->out,
		"\n%zu components, %s; to download %s, on disk about %s\nlicenses: %s\n",
		plan->n, size_text(&session->arena, estimate.packed),
		size_text(&session->arena, estimate.fetch),
		size_text(&session->arena, estimate.unpacked),
		strv_join(&licenses, ", "));
	return STATUS_DONE;
}

/* --- the work ---------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	long long x = ((const struct job *)a)->package->size;
	long long y = ((const struct job *)b)->package->size;

	return x < y ? 1 : x > y ? -1 : 0;
}

static struct job *make_jobs(struct install *install)
{
	struct arena *arena = &install->session->arena;
	const struct plan *plan = &install->plan;
	struct job *jobs = arena_alloc(arena, (plan->n + 1) * sizeof(*jobs));

	for (size_t i = 0; i < plan->n; i++) {
		jobs[i].package = plan->packages[i];
		jobs[i].dir = arena_printf(arena, "%zu", i);
		jobs[i].file =
			install->source->kind->file(install->source, plan->packages[i]);
		jobs[i].unpack.wheel = install->source->kind->wheels
					       ? plan->packages[i]->component
					       : NULL;
		if (install->runfile)
			runfile_job(install->runfile, &jobs[i]);
	}
	if (plan->n)
		qsort(jobs, plan->n, sizeof(*jobs), by_size);
	return jobs;
}

/* Archives that were in the cache before stay there: the user kept them. */
static void forget_archives(struct install *install, const struct job *jobs)
{
	for (size_t i = 0; i < install->plan.n; i++)
		if (jobs[i].transfer->package)
			unlink(store_archive(&install->source->store, jobs[i].package));
}

static enum status work(struct install *install, int signals)
{
	struct session *session = install->session;
	struct job *jobs = make_jobs(install);
	bool adding = install->target.state == TARGET_OURS;
	struct pipeline pipeline = {
		.session = session,
		.source = install->source,
		.stage = &install->stage,
		.jobs = jobs,
		.n = install->plan.n,
		.signals = signals,
		.progress = { .fd = install->options->progress_fd,
			.terminal = session->out.err_draws },
	};
	struct assembly assembly = {
		.session = session,
		.stage = &install->stage,
		.jobs = jobs,
		.n = install->plan.n,
		.record = &install->target.record,
		.path = install->target.path,
		.adding = adding,
		.runfile = install->runfile != NULL,
		.signals = signals,
	};
	enum status status;
	int r = stage_begin(&install->stage, adding);

	if (r < 0)
		return out_error(
			&session->out, r, "cannot prepare %s", install->target.host);
	if (!adding)
		install->target.record =
			(struct record){ .version = install->plan.release,
				.platform = install->plan.platform,
				.source = install->runfile ? "runfile"
							   : install->source->kind->name,
				.arena = &session->arena };
	status = pipeline_run(&pipeline);
	if (!status)
		status = assemble(&assembly);
	if (!status && !install->options->keep)
		forget_archives(install, jobs);
	return status;
}

static void busy(void *user)
{
	struct install *install = user;

	out_warn(&install->session->out,
		"another cudaenv is at work on %s: waiting for it", install->target.host);
}

static enum status print_next(struct install *install)
{
	const char *us = session_command(install->session);
	struct out *out = &install->session->out;

	out_warn(out, "CUDA %s is installed in %s", install->plan.release,
		install->target.host);
	if (install->options->use)
		return use_here(install);
	if (install->options->system)
		out_hint(out, "  to make it the machine's: %s use --system %s", us,
			path_base(install->target.path) + strlen("cuda-"));
	else if (install->options->prefix)
		out_hint(out, "  to give it a name:  %s link NAME %s", us,
			quote_word(&install->session->arena, install->target.host));
	else
		out_hint(out, "  to select it here:  %s use %s", us,
			install->plan.release);
	return STATUS_DONE;
}

static enum status install_locked(struct install *install)
{
	struct session *session = install->session;
	int r = stage_lock(
		&install->stage, &session->arena, install->target.host, busy, install);
	enum status status;
	int signals;

	if (r < 0)
		return out_error(
			&session->out, r, "cannot install into %s", install->target.host);
	status = leftover_clear(session, &install->stage);
	/* Again: another install may have been faster. */
	if (!status && examine(install, &status)) {
		signals = signals_hold();
		status = work(install, signals);
		status = status_of(status, leftover_clear(session, &install->stage));
		if (status == STATUS_DONE) {
			session_bump_generation(session);
			status = print_next(install);
		}
	}
	stage_end(&install->stage);
	return status;
}

/* Some archives must be downloaded, and need a usable store. */
static enum status need_store(struct install *install)
{
	struct store *store = &install->source->store;

	if (!install->options->offline && !install->source->remote)
		return STATUS_DONE; /* reported later, with its name */
	if (!install->options->offline)
		store_make(store);
	if (!store->problem)
		return STATUS_DONE;
	out_warn(&install->session->out, "%s", store->problem);
	return STATUS_FAILED;
}

/* A toolkit that other users can replace is not used by root, so it is reported before the
 * download. */
static void print_distrust(struct install *install)
{
	struct session *session = install->session;
	const char *problem = ownership_problem(
		install->options->system ? &session->machine : &session->registry.running,
		session->registry.user, install->target.path);

	if (!problem)
		return;
	out_warn(&session->out, "%s", problem);
	out_hint(&session->out,
		"  so this user does not use toolkits in %s; --prefix installs elsewhere",
		path_parent(&session->arena, install->target.path));
}

static enum status run(struct install *install)
{
	struct session *session = install->session;
	struct estimate estimate;
	struct strv licenses;
	enum status status = target_find(session, &install->target, install->plan.release,
		install->options->prefix, install->options->system);

	if (status || !examine(install, &status))
		return status;
	print_distrust(install);
	if (install->options->dry_run)
		return dry_run(install);
	licenses = license_names(&session->arena, &install->plan);
	estimate = estimate_of(install->source, &install->plan, install->runfile != NULL);
	status = license_accept(session, &licenses, install->options->accept);
	if (!status && estimate.fetch)
		status = need_store(install);
	if (!status)
		status = estimate_check(&estimate, install->source, install->target.host);
	return status ? status : install_locked(install);
}

static enum status make_plan(struct install *install, const char *word)
{
	struct session *session = install->session;
	struct request request = install->options->request;
	const char *spec = word;
	enum status status;

	request.spec = word;
	if (install->runfile)
		return runfile_plan(install->runfile, session, &install->known, &request,
			&install->plan);
	if (!spec && !install->source->only) {
		spec = spec_here(session);
		if (!spec)
			return STATUS_FAILED;
	}
	status = plan_release(install->source, spec, &install->plan.release);
	return status ? status
		      : plan_make(install->source, &install->known, &request,
				&install->plan);
}

static enum status plan_and_run(struct install *install, const char *word)
{
	struct session *session = install->session;
	const char *missing;
	enum status status;
	int r = component_set_read(
		&install->known, &session->arena, session->dirs.data, &missing);

	if (r < 0)
		return out_error(&session->out, r, "cannot read %s/data/%s",
			session->dirs.data, missing);
	install->plan.platform = plan_platform(session);
	if (!install->plan.platform) {
		out_warn(&session->out,
			"NVIDIA has no toolkits for this machine's processor");
		return STATUS_FAILED;
	}
	if (install->source->kind->wheels)
		install->plan.platform = wheels_platform(install->plan.platform);
	status = make_plan(install, word);
	return status ? status : run(install);
}

/* An install stores the manifests that it fetches, for --offline. Commands that only read
 * create nothing. A store that cannot be used is reported when it is needed. */
static enum status open_store(struct install *install)
{
	const struct install_options *options = install->options;
	struct store *store = &install->source->store;

	if (install->runfile || !install->source->remote)
		return STATUS_DONE;
	if (options->offline && store->problem) {
		out_warn(&install->session->out, "%s", store->problem);
		return STATUS_FAILED;
	}
	if (!options->list && !options->dry_run && !options->offline)
		store_make(store);
	return STATUS_DONE;
}

enum status install_open_source(struct session *session,
	const struct install_options *options, const char *from, struct source **source)
{
	struct server *server;
	struct wheels *wheels;

	if (wheels_is(from)) {
		wheels = arena_new(&session->arena, struct wheels);
		*source = &wheels->source;
		return wheels_open(
			wheels, session, from, options->offline, options->jobs);
	}
	server = arena_new(&session->arena, struct server);
	*source = &server->source;
	return server_open(server, session, from, options->offline, options->jobs);
}

enum status install_run(
	struct session *session, const struct install_options *options, const char *word)
{
	struct install install = { .session = session, .options = options };
	struct runfile runfile;
	enum status status;

	if (options->from && runfile_is(options->from)) {
		install.runfile = &runfile;
		status = runfile_open(&runfile, session, options->from);
		if (status)
			return status;
	}
	status = install_open_source(session, options,
		install.runfile ? NULL : options->from, &install.source);
	if (!status)
		status = open_store(&install);
	if (!status)
		status = options->list ? list_releases(&install, word)
				       : plan_and_run(&install, word);
	if (install.source)
		source_close(install.source);
	return status;
}

enum status subcommand_install(struct session *session, int argc, char **argv)
{
	struct install_options options = { 0 };
	enum status status;

	if (!install_options_parse(&options, session, &argc, argv, &status))
		return status;
	if (argc > 1 && !spec_valid(argv[1]))
		return complain_spec(session, argv[1]);
	return install_run(session, &options, argc > 1 ? argv[1] : NULL);
}
