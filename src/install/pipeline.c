/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pipeline.h"

#include "address.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define MEMORY_MAX (256LL << 20) /* bytes, for all decoders together */
#define WORKERS_MAX 16
#define UNPACKED_GUESS 2 /* times the size of an archive, at least */

int signals_hold(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction is;
	sigset_t set;

	sigemptyset(&set);
	/* A blocked signal arrives even if it is ignored, as under nohup. */
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (sigaction(ends[i], NULL, &is) == 0 && is.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A closed reader of the progress is not a reason to stop. */
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int signals_pending(int signals)
{
	struct signalfd_siginfo info;

	return read(signals, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo
								  : 0;
}

const char *pipeline_listing(struct arena *arena, const struct job *job)
{
	return arena_printf(arena, "unpack/%s.list", job->dir);
}

static int processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < 1 ? 1 : n > WORKERS_MAX ? WORKERS_MAX : n;
}

static enum status complain(
	struct pipeline *pipeline, const struct job *job, const char *what)
{
	progress_end(&pipeline->progress);
	out_warn(&pipeline->session->out, "%s: %s", path_base(job->package->path), what);
	return STATUS_FAILED;
}

/* --- fetching ----------------------------------------------------------------------- */

/* Gets the archive from a local file, from the cache, or over the network. */
static enum status job_get(struct pipeline *pipeline, struct job *job)
{
	struct source *source = pipeline->source;
	struct stat st;

	job->fd = -1;
	job->verify = true;
	job->transfer = arena_new(&pipeline->session->arena, struct transfer);
	if (job->file) {
		job->fd = file_open_regular(AT_FDCWD, job->file);
		if (job->fd < 0)
			return out_error(
				&pipeline->session->out, job->fd, "%s", job->file);
		if (fstat(job->fd, &st) == 0 && st.st_size != job->package->size)
			return complain(pipeline, job,
				arena_printf(&pipeline->session->arena,
					"expected %lld bytes, found %lld",
					job->package->size, (long long)st.st_size));
	} else {
		job->fd = store_get(&source->store, job->package);
	}
	if (job->fd >= 0) {
		/* Opened again when it is unpacked: descriptors may be few. */
		close(job->fd);
		job->fd = -1;
		job->state = JOB_READY;
		return STATUS_DONE;
	}
	job->state = JOB_FETCH;
	job->verify = false;
	*job->transfer = (struct transfer){
		.url = source->kind->url(source, job->package),
		.package = job->package,
		.whole = store_archive(&source->store, job->package),
	};
	if (!job->transfer->url)
		return complain(pipeline, job,
			source->offline
				? "it is not in the cache, and --offline forbids fetching it"
				: "the mirror has the manifest, but not this file");
	fetch_add(&source->fetch, job->transfer);
	return STATUS_DONE;
}

static enum status check_transfers(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n; i++) {
		struct job *job = &pipeline->jobs[i];

		if (job->state != JOB_FETCH)
			continue;
		if (job->transfer->state == FETCH_FAILED) {
			progress_end(&pipeline->progress);
			out_warn(&pipeline->session->out, "%s: %s",
				address_shown(
					&pipeline->session->arena, job->transfer->url),
				job->transfer->problem);
			return STATUS_FAILED;
		}
		if (job->transfer->state == FETCH_DONE) {
			job->fd = job->transfer->fd;
			job->state = JOB_READY;
		}
	}
	return STATUS_DONE;
}

/* --- unpacking --------------------------------------------------------------------- */

static bool space_for(struct pipeline *pipeline, const struct job *job)
{
	struct statvfs fs;

	if (fstatvfs(pipeline->unpack, &fs) < 0)
		return true;
	return (unsigned long long)fs.f_bavail * fs.f_frsize >
	       (unsigned long long)job->package->size * UNPACKED_GUESS;
}

static enum status job_start(struct pipeline *pipeline, struct job *job)
{
	_cleanup_close_ int dir = -1, listing = -1;
	const char *list = pipeline_listing(&pipeline->session->arena, job);
	int r;

	if (!space_for(pipeline, job))
		return complain(
			pipeline, job, "no space left on the device for unpacking");
	if (mkdirat(pipeline->unpack, job->dir, 0755) < 0 && errno != EEXIST)
		return complain(pipeline, job, strerror(errno));
	dir = openat(pipeline->unpack, job->dir,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	listing = openat(pipeline->stage->dir, list,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (dir < 0 || listing < 0)
		return complain(pipeline, job, strerror(errno));
	job->unpack.arena = &pipeline->session->arena;
	job->unpack.fd = job->fd;
	job->unpack.size = job->package->size;
	job->unpack.sha256 =
		job->verify && *job->package->sha256 ? job->package->sha256 : NULL;
	job->unpack.listing = listing;
	job->unpack.done = &pipeline->done[job - pipeline->jobs];
	r = worker_start(&job->worker, &job->unpack, dir);
	if (r < 0)
		return complain(pipeline, job, strerror(-r));
	job->state = JOB_UNPACK;
	pipeline->busy++;
	pipeline->memory += job->memory;
	return STATUS_DONE;
}

static enum status job_open(struct pipeline *pipeline, struct job *job)
{
	if (job->fd >= 0)
		return STATUS_DONE;
	job->fd = job->file ? file_open_regular(AT_FDCWD, job->file)
			    : store_get(&pipeline->source->store, job->package);
	return job->fd < 0 ? complain(pipeline, job, strerror(-job->fd)) : STATUS_DONE;
}

static enum status start_workers(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n && pipeline->busy < pipeline->max; i++) {
		struct job *job = &pipeline->jobs[i];
		enum status status;

		if (job->state != JOB_READY)
			continue;
		status = job_open(pipeline, job);
		if (status)
			return status;
		job->memory = unpack_memory(job->fd, job->unpack.offset);
		if (job->memory < 0)
			return complain(pipeline, job,
				"unpacking it would need more memory than any archive should");
		if (pipeline->busy && pipeline->memory + job->memory > MEMORY_MAX)
			continue;
		status = job_start(pipeline, job);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

/* A damaged copy in the cache is fetched again; a damaged file of the user's is an error. */
static enum status job_mismatch(struct pipeline *pipeline, struct job *job)
{
	const char *cached;
	int r;

	if (job->file)
		return complain(pipeline, job, job->worker.output.s);
	cached = store_archive(&pipeline->source->store, job->package);
	progress_end(&pipeline->progress);
	out_warn(&pipeline->session->out, "%s in the cache is damaged: removed",
		path_base(job->package->path));
	r = unlink(cached) < 0 && errno != ENOENT ? -errno : 0;
	if (r < 0)
		return out_error(&pipeline->session->out, r, "cannot remove %s", cached);
	return job_get(pipeline, job);
}

static enum status check_workers(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n; i++) {
		struct job *job = &pipeline->jobs[i];
		enum worker_end end;
		enum status status = STATUS_DONE;

		if (job->state != JOB_UNPACK)
			continue;
		end = worker_look(&job->worker);
		if (end == WORKER_BUSY)
			continue;
		pipeline->busy--;
		pipeline->memory -= job->memory;
		close(job->fd);
		job->fd = -1;
		job->state = JOB_DONE;
		if (end == WORKER_FAILED)
			status = complain(pipeline, job, job->worker.output.s);
		else if (end == WORKER_MISMATCH)
			status = job_mismatch(pipeline, job);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

/* --- all of it --------------------------------------------------------------------- */

/* Names a server that is silent: above the bars or, without a terminal, in one line. */
static void update_notice(struct pipeline *pipeline)
{
	struct progress *progress = &pipeline->progress;
	const char *before = progress->notice;

	progress->notice =
		fetch_silence(&pipeline->source->fetch, &pipeline->session->arena);
	if (progress->notice && !before && !progress->terminal)
		out_warn(&pipeline->session->out, "%s", progress->notice);
}

static void update_bars(struct pipeline *pipeline)
{
	static const enum step steps[] = { STEP_DOWNLOAD, STEP_WAIT, STEP_UNPACK,
		STEP_DONE };

	for (size_t i = 0; i < pipeline->n; i++) {
		struct job *job = &pipeline->jobs[i];
		struct bar *bar = job->bar;

		bar->step = steps[job->state];
		if (job->state == JOB_FETCH && job->transfer->state == FETCH_WAITING)
			bar->step = STEP_WAIT;
		bar->of = bar->size = job->package->size;
		bar->fetched = job->transfer->fetched;
		bar->done = job->state == JOB_FETCH    ? job->transfer->have
			    : job->state == JOB_UNPACK ? pipeline->done[i]
						       : job->package->size;
	}
	update_notice(pipeline);
	progress_paint(&pipeline->progress);
}

static bool finished(const struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->n; i++)
		if (pipeline->jobs[i].state != JOB_DONE)
			return false;
	return true;
}

static void wait_for_events(struct pipeline *pipeline)
{
	struct curl_waitfd also[WORKERS_MAX + 1];
	unsigned n = 0;

	also[n++] = (struct curl_waitfd){ .fd = pipeline->signals,
		.events = CURL_WAIT_POLLIN };
	for (size_t i = 0; i < pipeline->n; i++)
		if (pipeline->jobs[i].state == JOB_UNPACK)
			also[n++] =
				(struct curl_waitfd){ .fd = pipeline->jobs[i].worker.pipe,
					.events = CURL_WAIT_POLLIN };
	fetch_step(&pipeline->source->fetch, also, n, 100);
}

static enum status loop(struct pipeline *pipeline)
{
	while (!finished(pipeline)) {
		enum status status = signals_pending(pipeline->signals);

		if (status) {
			progress_end(&pipeline->progress);
			out_warn(&pipeline->session->out,
				"stopped; the downloads are kept for the next run");
			return 128 + status;
		}
		status = check_transfers(pipeline);
		if (!status)
			status = check_workers(pipeline);
		if (!status)
			status = start_workers(pipeline);
		if (status)
			return status;
		update_bars(pipeline);
		wait_for_events(pipeline);
	}
	update_bars(pipeline);
	return STATUS_DONE;
}

static enum status prepare(struct pipeline *pipeline)
{
	struct session *session = pipeline->session;
	void *shared = mmap(NULL, (pipeline->n + 1) * sizeof(*pipeline->done),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return out_error(&session->out, -errno, "cannot share memory");
	pipeline->done = shared;
	pipeline->max = processors();
	pipeline->unpack = openat(
		pipeline->stage->dir, "unpack", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (pipeline->unpack < 0)
		return out_error(&session->out, -errno, "cannot unpack");
	pipeline->progress.out = &session->out;
	pipeline->progress.n = pipeline->n;
	pipeline->progress.bars = arena_alloc(
		&session->arena, pipeline->n * sizeof(*pipeline->progress.bars));
	for (size_t i = 0; i < pipeline->n; i++) {
		struct job *job = &pipeline->jobs[i];
		enum status status;

		job->bar = &pipeline->progress.bars[i];
		job->bar->name = job->package->component;
		job->bar->version = job->package->version;
		status = job_get(pipeline, job);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

enum status pipeline_run(struct pipeline *pipeline)
{
	enum status status;

	pipeline->unpack = -1;
	for (size_t i = 0; i < pipeline->n; i++)
		pipeline->jobs[i].fd = -1;
	status = prepare(pipeline);
	progress_start(&pipeline->progress);
	if (!status)
		status = loop(pipeline);
	for (size_t i = 0; i < pipeline->n; i++) {
		worker_kill(&pipeline->jobs[i].worker);
		close_fd(&pipeline->jobs[i].fd);
	}
	progress_end(&pipeline->progress);
	close_fd(&pipeline->unpack);
	if (pipeline->done)
		munmap((void *)(uintptr_t)pipeline->done,
			(pipeline->n + 1) * sizeof(*pipeline->done));
	return status;
}
