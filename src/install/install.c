/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "assemble.h"
#include "licence.h"
#include "runfile.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#define UNPACKED_RATIO 3 /* bytes on disk for each of an archive: an estimate */

struct options {
	struct wish wish;
	const char *from, *prefix, *jobs, *progress_fd;
	bool list, minimal, full, system, offline, keep, dry_run, accept;
};

struct install {
	struct app *app;
	struct options options;
	struct server server;
	struct catalogue catalogue;
	struct plan plan;
	struct target target;
	struct stage stage;
	struct runfile *runfile; /* NULL: archives */
	int jobs, progress_fd;
};

/* --- options ----------------------------------------------------------------------- */

static int number_of(const char *text, long most)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end || end == text || n < 1 || n > most ? -1 : (int)n;
}

static int check_options(struct install *install)
{
	struct options *o = &install->options;
	struct app *app = install->app;

	if (o->minimal + o->full + (o->wish.components != NULL) > 1)
		return opt_wrong(&app->out, &app->usage,
			"one of --minimal, --full and --components");
	if (o->prefix && o->system)
		return opt_wrong(&app->out, &app->usage, "one of --prefix and --system");
	o->wish.set = o->minimal ? SET_MINIMAL : o->full ? SET_FULL : SET_DEFAULT;
	install->jobs = o->jobs ? number_of(o->jobs, 64) : app->settings.jobs;
	install->progress_fd = o->progress_fd ? number_of(o->progress_fd, 1 << 20) : -1;
	if (install->jobs < 0)
		return opt_wrong(&app->out, &app->usage, "--jobs: 1 to 64");
	if (o->progress_fd && fcntl(install->progress_fd, F_GETFD) < 0)
		return opt_wrong(&app->out, &app->usage,
			"--progress-fd: `%s' is no open descriptor", o->progress_fd);
	return OPT_GO;
}

static int parse(struct install *install, int *argc, char **argv)
{
	struct options *o = &install->options;
	const struct opt opts[] = {
		{ 'l', "list", NULL, "list the releases that can be installed", &o->list,
			NULL },
		{ 0, "components", "A,B", "install only these components", NULL,
			&o->wish.components },
		{ 0, "minimal", NULL, "only what nvcc needs to compile and link",
			&o->minimal, NULL },
		{ 0, "full", NULL, "also the graphical tools and documentation", &o->full,
			NULL },
		{ 0, "with", "A[@V],B", "also these libraries: cudnn, cutensor, ...",
			NULL, &o->wish.with },
		{ 0, "from", "PATH", "a runfile, a local mirror, or a manifest", NULL,
			&o->from },
		{ 0, "prefix", "DIR", "make this directory the toolkit", NULL,
			&o->prefix },
		{ 0, "system", NULL, "install into /usr/local/cuda-X.Y", &o->system,
			NULL },
		{ 0, "offline", NULL, "use only what is in the cache", &o->offline,
			NULL },
		{ 'k', "keep", NULL, "keep the archives in the cache", &o->keep, NULL },
		{ 'j', "jobs", "N", "download so many files at once", NULL, &o->jobs },
		{ 'n', "dry-run", NULL, "tell what would be done", &o->dry_run, NULL },
		{ 0, "accept-licence", NULL, "accept NVIDIA's licences", &o->accept,
			NULL },
		{ 0, "progress-fd", "N",
			"write the progress, for programs, to descriptor N", NULL,
			&o->progress_fd },
		OPT_END,
	};
	int r = opt_parse(
		&install->app->out, &install->app->usage, opts, argc, argv, 0, 1);

	return r == OPT_GO ? check_options(install) : r;
}

/* --- what and where ---------------------------------------------------------------- */

/* Without a word: what applies here. NULL after a complaint. */
static const char *spec_here(struct app *app)
{
	struct selector selector = selector_new(&app->registry, &app->vars, app->cwd);
	struct selection selection;

	if (selector_next(&selector, &selection) && selection.specs.n &&
		spec_parse(&app->arena, selection.specs.v[0]).kind != SPEC_SYSTEM)
		return selection.specs.v[0];
	out_say(&app->out,
		"nothing is selected here: which version? (`cudaenv install latest')");
	return NULL;
}

static int list_releases(struct install *install)
{
	struct app *app = install->app;
	struct strv labels;
	bool complete;

	labels = plan_labels(&install->server, &complete);
	for (size_t i = 0; i < labels.n; i++) {
		struct target target;

		if (target_find(app, &target, labels.v[i], NULL, false))
			return 1;
		target_look(app, &target);
		out_print(&app->out, "%s%s\n", labels.v[i],
			target.state == TARGET_OURS ? " (installed)" : "");
	}
	if (!complete && labels.n)
		out_say(&app->out,
			install->options.offline
				? "these are in the cache"
				: "these are the releases known to cudaenv " PACKAGE_VERSION);
	return labels.n ? 0 : 1;
}

/* Takes out of the plan what the toolkit has already. */
static int drop_present(struct install *install)
{
	struct plan *plan = &install->plan;
	const struct record *record = &install->target.record;
	size_t n = 0;

	if (install->target.state != TARGET_OURS)
		return 0;
	if (!streq(record->version, plan->label)) {
		out_say(&install->app->out, "%s holds CUDA %s, not %s",
			install->target.host, record->version, plan->label);
		return 1;
	}
	for (size_t i = 0; i < plan->n; i++) {
		const struct component *there =
			record_find(record, plan->packages[i]->component);

		if (!there) {
			plan->packages[n++] = plan->packages[i];
		} else if (!streq(there->version, plan->packages[i]->version)) {
			out_say(&install->app->out,
				"%s has %s %s; %s cannot stand beside it",
				install->target.host, there->name, there->version,
				plan->packages[i]->version);
			return 1;
		}
	}
	if (n && !streq(record->source, "redist")) {
		out_say(&install->app->out,
			"%s was made from a runfile: nothing can be added to it",
			install->target.host);
		return 1;
	}
	plan->n = n;
	return 0;
}

/* Looks at the target, with or without the lock. 0; an exit code; or OPT_GO to go on. */
static int examine(struct install *install)
{
	struct target *target = &install->target;
	int r;

	target_look(install->app, target);
	if (target->state != TARGET_FREE && target->state != TARGET_OURS)
		return target_complain(install->app, target);
	if (install->runfile) {
		if (target->state != TARGET_OURS)
			return OPT_GO;
		install->plan.n = 0;
	}
	r = drop_present(install);
	if (r)
		return r;
	if (install->plan.n || target->unfinished)
		return OPT_GO;
	out_say(&install->app->out, "%s is already installed in %s", install->plan.label,
		target->host);
	return 0;
}

/* --- size -------------------------------------------------------------------------- */

static long long bytes_of(const struct install *install, bool to_fetch)
{
	long long sum = 0;

	for (size_t i = 0; i < install->plan.n; i++) {
		const struct package *package = install->plan.packages[i];
		int fd = -1;

		if (to_fetch) {
			if (install->runfile || server_file(&install->server, package))
				continue;
			fd = store_get(&install->server.store, package);
		}
		if (fd < 0)
			sum += package->size;
		close_fd(&fd);
	}
	return sum;
}

/* Free bytes where `path` is or will be; the file system's number in *id. */
static long long free_bytes(struct arena *arena, const char *path, unsigned long *id)
{
	struct statvfs fs;

	while (statvfs(path, &fs) < 0) {
		if (streq(path, "/") || streq(path, "."))
			return -1;
		path = path_parent(arena, path);
	}
	*id = fs.f_fsid;
	return (long long)fs.f_bavail * (long long)fs.f_frsize;
}

static int check_space(struct install *install)
{
	struct app *app = install->app;
	long long fetch = bytes_of(install, true);
	long long unpacked = bytes_of(install, false) * UNPACKED_RATIO;
	unsigned long of_target = 0, of_cache = 1;
	long long in_target = free_bytes(&app->arena, install->target.host, &of_target);
	long long in_cache =
		free_bytes(&app->arena, install->server.store.dir, &of_cache);
	bool same = of_target == of_cache;
	long long need = unpacked + (same ? fetch : 0);

	if (in_target >= 0 && need > in_target) {
		out_say(&app->out,
			"not enough space at %s: about %s are needed, %s are free",
			install->target.host, size_text(&app->arena, need),
			size_text(&app->arena, in_target));
		return 1;
	}
	if (!same && in_cache >= 0 && fetch > in_cache) {
		out_say(&app->out, "not enough space at %s: %s are needed, %s are free",
			install->server.store.dir, size_text(&app->arena, fetch),
			size_text(&app->arena, in_cache));
		return 1;
	}
	return 0;
}

static int dry_run(struct install *install)
{
	struct app *app = install->app;
	const struct plan *plan = &install->plan;
	struct strv licences = licence_names(&app->arena, plan);
	const char *from =
		install->options.from ? install->options.from : app->settings.mirror;

	out_print(&app->out, "CUDA %s for %s\nfrom  %s\ninto  %s%s\n\n", plan->label,
		plan->platform, out_name(&app->out, from),
		out_name(&app->out, install->target.host),
		install->target.state == TARGET_OURS ? " (in addition)" : "");
	for (size_t i = 0; i < plan->n; i++) {
		const struct package *p = plan->packages[i];

		out_print(&app->out, "%-24s %-16s %10s  %s\n", p->component, p->version,
			size_text(&app->arena, p->size), p->licence);
	}
	out_print(&app->out,
		"\n%zu components, %s; to download %s, on disk about %s\nlicences: %s\n",
		plan->n, size_text(&app->arena, bytes_of(install, false)),
		size_text(&app->arena, bytes_of(install, true)),
		size_text(&app->arena, bytes_of(install, false) * UNPACKED_RATIO),
		strv_join(&licences, ", "));
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

static void forget_archives(struct install *install, const struct job *jobs)
{
	for (size_t i = 0; i < install->plan.n; i++)
		if (!jobs[i].file)
			unlink(store_archive(&install->server.store, jobs[i].package));
}

static int work(struct install *install, int signals)
{
	struct app *app = install->app;
	struct job *jobs = make_jobs(install);
	bool adding = install->target.state == TARGET_OURS;
	struct pipeline pipeline = {
		.app = app,
		.server = &install->server,
		.stage = &install->stage,
		.jobs = jobs,
		.n = install->plan.n,
		.signals = signals,
		.progress = { .fd = install->progress_fd, .terminal = app->bars },
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
		install->target.record = (struct record){ .version = install->plan.label,
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

	out_say(&install->app->out, "another cudaenv is at work on %s: waiting for it",
		install->target.host);
}

static void say_next(struct install *install)
{
	struct out *out = &install->app->out;

	out_say(out, "CUDA %s is installed in %s", install->plan.label,
		install->target.host);
	if (install->options.system)
		out_more(out, "  to make it the machine's: cudaenv use --system %s",
			path_base(install->target.path) + strlen("cuda-"));
	else if (install->options.prefix)
		out_more(out, "  to give it a name:  cudaenv link NAME %s",
			install->target.host);
	else
		out_more(
			out, "  to select it here:  cudaenv use %s", install->plan.label);
}

static int install_locked(struct install *install)
{
	struct app *app = install->app;
	int r = stage_lock(
		&install->stage, &app->arena, install->target.host, busy, install);
	int signals;

	if (r < 0)
		return out_error(
			&app->out, r, "cannot install into %s", install->target.host);
	r = examine(install); /* again: another may have been quicker */
	if (r == OPT_GO) {
		signals = signals_hold();
		r = work(install, signals);
		if (r == 0) {
			app_bump(app);
			say_next(install);
		}
	}
	stage_end(&install->stage);
	return r;
}

static int run(struct install *install)
{
	struct app *app = install->app;
	struct strv licences;
	int r = target_find(app, &install->target, install->plan.label,
		install->options.prefix, install->options.system);

	if (!r)
		r = examine(install);
	else
		return r;
	if (r != OPT_GO)
		return r;
	if (install->options.dry_run)
		return dry_run(install);
	licences = licence_names(&app->arena, &install->plan);
	r = licence_accept(app, &licences, install->options.accept);
	if (!r)
		r = check_space(install);
	return r ? r : install_locked(install);
}

static int plan_archives(struct install *install, const char *spec)
{
	int r = plan_label(&install->server, spec, &install->plan.label);

	return r ? r
		 : plan_make(&install->server, &install->catalogue,
			   &install->options.wish, &install->plan);
}

static int plan_and_run(struct install *install, const char *word)
{
	struct app *app = install->app;
	const char *spec = word, *missing;
	int r = catalogue_read(
		&install->catalogue, &app->arena, app->places.data, &missing);

	if (r < 0)
		return out_error(&app->out, r, "cannot read %s/data/%s", app->places.data,
			missing);
	install->plan.platform = plan_platform(app);
	if (!install->plan.platform) {
		out_say(&app->out, "NVIDIA has no toolkits for this machine's processor");
		return 1;
	}
	if (install->runfile)
		r = runfile_plan(
			install->runfile, app, &install->catalogue, word, &install->plan);
	else if (!spec && !install->server.manifest)
		r = (spec = spec_here(app)) ? 0 : 1;
	if (!r && !install->runfile)
		r = plan_archives(install, spec);
	return r ? r : run(install);
}

int verb_install(struct app *app, int argc, char **argv)
{
	struct install install = { .app = app };
	struct runfile runfile;
	int r = parse(&install, &argc, argv);

	if (r != OPT_GO)
		return r;
	if (argc > 1 && !spec_valid(argv[1])) {
		out_say(&app->out,
			"invalid version `%s': 1 to 64 letters, digits and ._+-, as in 12.4",
			argv[1]);
		return 2;
	}
	if (install.options.from && runfile_is(install.options.from)) {
		install.runfile = &runfile;
		r = runfile_open(&runfile, app, install.options.from);
		if (r)
			return r;
	}
	r = server_open(&install.server, app,
		install.runfile ? NULL : install.options.from, install.options.offline,
		install.jobs);
	if (!r)
		r = install.options.list
			    ? list_releases(&install)
			    : plan_and_run(&install, argc > 1 ? argv[1] : NULL);
	server_close(&install.server);
	return r;
}
