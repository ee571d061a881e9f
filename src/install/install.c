/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "assemble.h"
#include "estimate.h"
#include "leftover.h"
#include "license.h"
#include "options.h"
#include "runfile.h"
#include "target.h"

#include "session/complain.h"

#include <errno.h>
#include <stdlib.h>

struct install {
	struct session *app;
	struct install_options options;
	struct server server;
	struct component_set known;
	struct plan plan;
	struct target target;
	struct stage stage;
	struct runfile *runfile; /* NULL: archives */
};

/* --- what and where ---------------------------------------------------------------- */

/* The first spec of the selection in effect here. NULL after a complaint. */
static const char *spec_here(struct session *app)
{
	struct selection selection = select_here(app);

	if (selection.specs.n &&
		spec_parse(&app->arena, selection.specs.v[0]).kind != SPEC_SYSTEM)
		return selection.specs.v[0];
	out_warn(&app->out,
		"nothing is selected here: which version? (`cudaenv install latest')");
	return NULL;
}

static enum status list_releases(struct install *install)
{
	struct session *app = install->app;
	struct strv releases;
	bool complete;

	releases = plan_releases(&install->server, &complete);
	for (size_t i = 0; i < releases.n; i++) {
		struct target target;
		bool here = app->dirs.root &&
			    !target_find(app, &target, releases.v[i], NULL, false);

		if (here)
			target_look(app, &target);
		out_print(&app->out, "%s%s\n", releases.v[i],
			here && target.state == TARGET_OURS ? " (installed)" : "");
	}
	if (!complete && releases.n)
		out_warn(&app->out,
			install->options.offline
				? "these are in the cache"
				: "these are the releases known to cudaenv " PACKAGE_VERSION);
	return releases.n ? 0 : 1;
}

/* Takes out of the plan what the toolkit has already. */
static int drop_present(struct install *install)
{
	struct plan *plan = &install->plan;
	const struct record *record = &install->target.record;
	size_t n = 0;

	if (install->target.state != TARGET_OURS)
		return 0;
	if (!streq(record->version, plan->release)) {
		out_warn(&install->app->out, "%s holds CUDA %s, not %s",
			install->target.host, record->version, plan->release);
		return 1;
	}
	for (size_t i = 0; i < plan->n; i++) {
		const struct component *there =
			record_find(record, plan->packages[i]->component);

		if (!there) {
			plan->packages[n++] = plan->packages[i];
		} else if (!streq(there->version, plan->packages[i]->version)) {
			out_warn(&install->app->out,
				"%s has %s %s; %s cannot stand beside it",
				install->target.host, there->name, there->version,
				plan->packages[i]->version);
			return 1;
		}
	}
	if (n && !streq(record->source, "redist")) {
		out_warn(&install->app->out,
			"%s was made from a runfile: nothing can be added to it",
			install->target.host);
		return 1;
	}
	plan->n = n;
	return 0;
}

/* Removes what a killed run has left, unless another run is active. */
static bool clean_up(struct install *install)
{
	struct stage stage;
	bool good = true;

	if (stage_try_lock(&stage, &install->app->arena, install->target.host))
		good = leftover_clear(install->app, &stage) == 0;
	stage_end(&stage);
	return good;
}

/* Examines the target, with or without the lock. True when there is work to do; otherwise
 * false with *status set, after printing why. */
static bool examine(struct install *install, enum status *status)
{
	struct target *target = &install->target;

	target_look(install->app, target);
	if (target->state != TARGET_FREE && target->state != TARGET_OURS)
		return *status = target_complain(install->app, target), false;
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
	if (!install->options.dry_run && !clean_up(install)) {
		*status = STATUS_FAILED;
		return false;
	}
	out_warn(&install->app->out, "%s is already installed in %s",
		install->plan.release, target->host);
	return false;
}

static int dry_run(struct install *install)
{
	struct session *app = install->app;
	const struct plan *plan = &install->plan;
	struct strv licenses = license_names(&app->arena, plan);
	struct estimate estimate =
		estimate_of(&install->server, plan, install->runfile != NULL);
	const char *from =
		install->options.from ? install->options.from : install->server.shown;

	out_print(&app->out, "CUDA %s for %s\nfrom  %s\ninto  %s%s\n\n", plan->release,
		plan->platform, out_name(&app->out, from),
		out_name(&app->out, install->target.host),
		install->target.state == TARGET_OURS ? " (in addition)" : "");
	for (size_t i = 0; i < plan->n; i++) {
		const struct package *p = plan->packages[i];

		out_print(&app->out, "%-24s %-16s %10s  %s\n", p->component, p->version,
			size_text(&app->arena, p->size), p->license);
	}
	out_print(&app->out,
		"\n%zu components, %s; to download %s, on disk about %s\nlicences: %s\n",
		plan->n, size_text(&app->arena, estimate.packed),
		size_text(&app->arena, estimate.fetch),
		size_text(&app->arena, estimate.unpacked), strv_join(&licenses, ", "));
	return 0;
}

/* --- doing it ---------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	long long x = ((const struct job *)a)->package->size;
	long long y = ((const struct job *)b)->package->size;

	return x < y ? 1 : x > y ? -1 : 0;
}

static struct job *make_jobs(struct install *install)
{
	struct arena *arena = &install->app->arena;
	const struct plan *plan = &install->plan;
	struct job *jobs = arena_alloc(arena, (plan->n + 1) * sizeof(*jobs));

	for (size_t i = 0; i < plan->n; i++) {
		jobs[i].package = plan->packages[i];
		jobs[i].dir = arena_printf(arena, "%zu", i);
		jobs[i].file = server_file(&install->server, plan->packages[i]);
		if (install->runfile)
			runfile_job(install->runfile, &jobs[i]);
	}
	if (plan->n)
		qsort(jobs, plan->n, sizeof(*jobs), by_size);
	return jobs;
}

/* What was in the cache before stays there: it was kept for a later time. */
static void forget_archives(struct install *install, const struct job *jobs)
{
	for (size_t i = 0; i < install->plan.n; i++)
		if (jobs[i].transfer->package)
			unlink(store_archive(&install->server.store, jobs[i].package));
}

static int work(struct install *install, int signals)
{
	struct session *app = install->app;
	struct job *jobs = make_jobs(install);
	bool adding = install->target.state == TARGET_OURS;
	struct pipeline pipeline = {
		.app = app,
		.server = &install->server,
		.stage = &install->stage,
		.jobs = jobs,
		.n = install->plan.n,
		.signals = signals,
		.progress = { .fd = install->options.progress_fd,
			.terminal = app->out.err_draws },
	};
	struct assembly assembly = {
		.app = app,
		.stage = &install->stage,
		.jobs = jobs,
		.n = install->plan.n,
		.record = &install->target.record,
		.path = install->target.path,
		.adding = adding,
		.runfile = install->runfile != NULL,
		.signals = signals,
	};
	int r = stage_begin(&install->stage, adding);

	if (r < 0)
		return out_error(&app->out, r, "cannot prepare %s", install->target.host);
	if (!adding)
		install->target.record =
			(struct record){ .version = install->plan.release,
				.platform = install->plan.platform,
				.source = install->runfile ? "runfile" : "redist",
				.arena = &app->arena };
	r = pipeline_run(&pipeline);
	if (!r)
		r = assemble(&assembly);
	if (!r && !install->options.keep)
		forget_archives(install, jobs);
	return r;
}

static void busy(void *user)
{
	struct install *install = user;

	out_warn(&install->app->out, "another cudaenv is at work on %s: waiting for it",
		install->target.host);
}

static void say_next(struct install *install)
{
	struct out *out = &install->app->out;

	out_warn(out, "CUDA %s is installed in %s", install->plan.release,
		install->target.host);
	if (install->options.system)
		out_hint(out, "  to make it the machine's: cudaenv use --system %s",
			path_base(install->target.path) + strlen("cuda-"));
	else if (install->options.prefix)
		out_hint(out, "  to give it a name:  cudaenv link NAME %s",
			install->target.host);
	else
		out_hint(out, "  to select it here:  cudaenv use %s",
			install->plan.release);
}

static enum status install_locked(struct install *install)
{
	struct session *app = install->app;
	int r = stage_lock(
		&install->stage, &app->arena, install->target.host, busy, install);
	enum status status;
	int signals;

	if (r < 0)
		return out_error(
			&app->out, r, "cannot install into %s", install->target.host);
	status = leftover_clear(app, &install->stage);
	/* Again: another install may have been faster. */
	if (!status && examine(install, &status)) {
		signals = signals_hold();
		status = work(install, signals);
		status = status_of(status, leftover_clear(app, &install->stage));
		if (status == STATUS_DONE) {
			session_bump_generation(app);
			say_next(install);
		}
	}
	stage_end(&install->stage);
	return status;
}

/* There are archives that are not at hand. */
static int need_store(struct install *install)
{
	struct store *store = &install->server.store;

	if (!install->options.offline && !install->server.mirror)
		return 0; /* told by its name, when its turn comes */
	if (!install->options.offline)
		store_make(store);
	if (!store->problem)
		return 0;
	out_warn(&install->app->out, "%s", store->problem);
	return 1;
}

static enum status run(struct install *install)
{
	struct session *app = install->app;
	struct estimate estimate;
	struct strv licenses;
	enum status status = target_find(app, &install->target, install->plan.release,
		install->options.prefix, install->options.system);

	if (status || !examine(install, &status))
		return status;
	if (install->options.dry_run)
		return dry_run(install);
	licenses = license_names(&app->arena, &install->plan);
	estimate =
		estimate_of(&install->server, &install->plan, install->runfile != NULL);
	status = license_accept(app, &licenses, install->options.accept);
	if (!status && estimate.fetch)
		status = need_store(install);
	if (!status)
		status =
			estimate_check(&estimate, &install->server, install->target.host);
	return status ? status : install_locked(install);
}

static int plan_archives(struct install *install, const char *spec)
{
	int r = plan_release(&install->server, spec, &install->plan.release);

	return r ? r
		 : plan_make(&install->server, &install->known, &install->options.request,
			   &install->plan);
}

static enum status plan_and_run(struct install *install, const char *word)
{
	struct session *app = install->app;
	const char *spec = word, *missing;
	int r = component_set_read(
		&install->known, &app->arena, app->dirs.data, &missing);

	if (r < 0)
		return out_error(
			&app->out, r, "cannot read %s/data/%s", app->dirs.data, missing);
	install->plan.platform = plan_platform(app);
	if (!install->plan.platform) {
		out_warn(
			&app->out, "NVIDIA has no toolkits for this machine's processor");
		return 1;
	}
	install->options.request.spec = word;
	if (install->runfile)
		r = runfile_plan(install->runfile, app, &install->known,
			&install->options.request, &install->plan);
	else if (!spec && !install->server.manifest)
		r = (spec = spec_here(app)) ? 0 : 1;
	if (!r && !install->runfile)
		r = plan_archives(install, spec);
	return r ? (enum status)r : run(install);
}

/* An install keeps the manifests that it fetches, for --offline. Who only asks leaves
 * nothing behind; and where nothing can be kept, that is told when it matters. */
static int open_store(struct install *install)
{
	const struct install_options *options = &install->options;
	struct store *store = &install->server.store;

	if (install->runfile || !install->server.mirror)
		return 0;
	if (options->offline && store->problem) {
		out_warn(&install->app->out, "%s", store->problem);
		return 1;
	}
	if (!options->list && !options->dry_run && !options->offline)
		store_make(store);
	return 0;
}

enum status verb_install(struct session *app, int argc, char **argv)
{
	struct install install = { .app = app };
	struct runfile runfile;
	enum status status;

	if (!install_options_parse(&install.options, app, &argc, argv, &status))
		return status;
	if (argc > 1 && !spec_valid(argv[1]))
		return complain_spec(app, argv[1]);
	if (install.options.from && runfile_is(install.options.from)) {
		install.runfile = &runfile;
		status = runfile_open(&runfile, app, install.options.from);
		if (status)
			return status;
	}
	status = server_open(&install.server, app,
		install.runfile ? NULL : install.options.from, install.options.offline,
		install.options.jobs);
	if (!status)
		status = open_store(&install);
	if (!status)
		status = install.options.list
				 ? list_releases(&install)
				 : plan_and_run(&install, argc > 1 ? argv[1] : NULL);
	server_close(&install.server);
	return status;
}
