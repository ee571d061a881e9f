/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "options.h"

#include "runfile.h"

#include <fcntl.h>
#include <stdlib.h>

/* As they are typed. */
struct words {
	const char *jobs, *progress_fd;
	bool minimal, full;
};

static int number_of(const char *text, long most)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end || end == text || n < 1 || n > most ? -1 : (int)n;
}

static bool settle(struct install_options *options, struct session *app,
	const struct words *words, enum status *status)
{
	if (words->minimal + words->full + (options->request.components != NULL) > 1)
		return *status = opt_wrong(&app->out, &app->usage,
			       "one of --minimal, --full and --components"),
		       false;
	if ((options->request.components || options->request.with) && options->from &&
		runfile_is(options->from))
		return *status = opt_wrong(&app->out, &app->usage,
			       "a runfile is unpacked as a whole, without %s",
			       options->request.components ? "--components" : "--with"),
		       false;
	if (options->prefix && options->system)
		return *status = opt_wrong(
			       &app->out, &app->usage, "one of --prefix and --system"),
		       false;
	options->request.set = words->minimal ? SET_MINIMAL
			       : words->full  ? SET_FULL
					      : SET_DEFAULT;
	options->jobs = words->jobs ? number_of(words->jobs, SETTINGS_JOBS_MAX)
				    : app->settings.jobs;
	options->progress_fd =
		words->progress_fd ? number_of(words->progress_fd, 1 << 20) : -1;
	if (options->jobs < 0)
		return *status = opt_wrong(&app->out, &app->usage, "--jobs: 1 to %d",
			       SETTINGS_JOBS_MAX),
		       false;
	if (words->progress_fd && fcntl(options->progress_fd, F_GETFD) < 0)
		return *status = opt_wrong(&app->out, &app->usage,
			       "--progress-fd: `%s' is no open descriptor",
			       words->progress_fd),
		       false;
	return true;
}

bool install_options_parse(struct install_options *options, struct session *app,
	int *argc, char **argv, enum status *status)
{
	struct words words = { 0 };
	const struct opt opts[] = {
		OPT_FLAG('l', "list", &options->list,
			"list the releases that can be installed"),
		OPT_VALUE(0, "components", "A,B", &options->request.components,
			"install only these components"),
		OPT_FLAG(0, "minimal", &words.minimal,
			"only what nvcc needs to compile and link"),
		OPT_FLAG(0, "full", &words.full,
			"also the graphical tools and documentation"),
		OPT_VALUE(0, "with", "A[@V],B", &options->request.with,
			"also these libraries: cudnn, cutensor, ..."),
		OPT_VALUE(0, "from", "PATH", &options->from,
			"a runfile, a local mirror, or a manifest"),
		OPT_VALUE(0, "prefix", "DIR", &options->prefix,
			"make this directory the toolkit"),
		OPT_FLAG(0, "system", &options->system,
			"install into /usr/local/cuda-X.Y"),
		OPT_FLAG(
			0, "offline", &options->offline, "use only what is in the cache"),
		OPT_FLAG('k', "keep", &options->keep, "keep the archives in the cache"),
		OPT_VALUE(
			'j', "jobs", "N", &words.jobs, "download so many files at once"),
		OPT_FLAG('n', "dry-run", &options->dry_run, "tell what would be done"),
		OPT_FLAG(0, "accept-license", &options->accept,
			"accept NVIDIA's licenses"),
		/* The name in 0.1.0. */
		OPT_FLAG(0, "accept-licence", &options->accept, NULL),
		OPT_VALUE(0, "progress-fd", "N", &words.progress_fd,
			"write the progress, for programs, to descriptor N"),
		OPT_END,
	};

	return opt_parse(&app->out, &app->usage, opts, argc, argv, 0, 1, status) &&
	       settle(options, app, &words, status);
}
