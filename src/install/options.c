/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "options.h"

#include "runfile.h"

#include <fcntl.h>
#include <stdlib.h>

/* As the user typed them. */
struct raw_options {
	const char *jobs, *progress_fd;
	bool minimal, full;
};

static int number_of(const char *text, long max)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end || end == text || n < 1 || n > max ? -1 : (int)n;
}

static bool settle(struct install_options *options, struct session *session,
	const struct raw_options *raw, enum status *status)
{
	if (raw->minimal + raw->full + (options->request.components != NULL) > 1)
		return *status = opt_wrong(&session->out, &session->usage,
			       "one of --minimal, --full and --components"),
		       false;
	if ((options->request.components || options->request.with) && options->from &&
		runfile_is(options->from))
		return *status = opt_wrong(&session->out, &session->usage,
			       "%s does not apply to a runfile",
			       options->request.components ? "--components" : "--with"),
		       false;
	if (options->prefix && options->system)
		return *status = opt_wrong(&session->out, &session->usage,
			       "one of --prefix and --system"),
		       false;
	if (options->use && (options->prefix || options->system))
		return *status = opt_wrong(&session->out, &session->usage,
			       "--use does not apply to %s",
			       options->prefix ? "--prefix" : "--system"),
		       false;
	options->request.set = raw->minimal ? SET_MINIMAL
			       : raw->full  ? SET_FULL
					    : SET_DEFAULT;
	options->jobs = raw->jobs ? number_of(raw->jobs, SETTINGS_JOBS_MAX)
				  : session->settings.jobs;
	options->progress_fd =
		raw->progress_fd ? number_of(raw->progress_fd, 1 << 20) : -1;
	if (options->jobs < 0)
		return *status = opt_wrong(&session->out, &session->usage,
			       "--jobs: 1 to %d", SETTINGS_JOBS_MAX),
		       false;
	if (raw->progress_fd && fcntl(options->progress_fd, F_GETFD) < 0)
		return *status = opt_wrong(&session->out, &session->usage,
			       "--progress-fd: `%s' is not an open descriptor",
			       raw->progress_fd),
		       false;
	return true;
}

bool install_options_parse(struct install_options *options, struct session *session,
	int *argc, char **argv, enum status *status)
{
	struct raw_options raw = { 0 };
	const struct opt opts[] = {
		OPT_FLAG('l', "list", &options->list,
			"list the releases that can be installed"),
		OPT_VALUE(0, "components", "COMPONENT,...", &options->request.components,
			"install only these components"),
		OPT_FLAG(0, "minimal", &raw.minimal,
			"only what nvcc needs to compile and link"),
		OPT_FLAG(0, "full", &raw.full,
			"also the graphical tools and documentation"),
		OPT_VALUE(0, "with", "LIBRARY,...", &options->request.with,
			"also these libraries, as NAME or NAME@VERSION"),
		OPT_VALUE(0, "from", "PATH", &options->from,
			"a runfile, a local mirror, a manifest, pypi, or wheelhouse=DIR"),
		OPT_VALUE(0, "prefix", "DIR", &options->prefix,
			"make this directory the toolkit"),
		OPT_FLAG(0, "system", &options->system,
			"install into /usr/local/cuda-X.Y"),
		OPT_FLAG(0, "use", &options->use, "select the toolkit for this project"),
		OPT_FLAG(
			0, "offline", &options->offline, "use only what is in the cache"),
		OPT_FLAG('k', "keep", &options->keep, "keep the archives in the cache"),
		OPT_VALUE('j', "jobs", "N", &raw.jobs,
			"download up to N files in parallel"),
		OPT_FLAG('n', "dry-run", &options->dry_run, "report what would be done"),
		OPT_FLAG(0, "accept-license", &options->accept,
			"accept NVIDIA's licenses"),
		/* The name in 0.1.0. */
		OPT_FLAG(0, "accept-licence", &options->accept, NULL),
		OPT_VALUE(0, "progress-fd", "N", &raw.progress_fd,
			"write machine-readable progress to descriptor N"),
		OPT_END,
	};

	return opt_parse(
		       &session->out, &session->usage, opts, argc, argv, 0, 1, status) &&
	       settle(options, session, &raw, status);
}
