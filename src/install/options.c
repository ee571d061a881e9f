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

static int settle(
	struct install_options *options, struct app *app, const struct words *words)
{
	if (words->minimal + words->full + (options->request.components != NULL) > 1)
		return opt_wrong(&app->out, &app->usage,
			"one of --minimal, --full and --components");
	if ((options->request.components || options->request.with) && options->from &&
		runfile_is(options->from))
		return opt_wrong(&app->out, &app->usage,
			"a runfile is unpacked as a whole, without %s",
			options->request.components ? "--components" : "--with");
	if (options->prefix && options->system)
		return opt_wrong(&app->out, &app->usage, "one of --prefix and --system");
	options->request.set = words->minimal ? SET_MINIMAL
			       : words->full  ? SET_FULL
					      : SET_DEFAULT;
	options->jobs = words->jobs ? number_of(words->jobs, SETTINGS_JOBS_MAX)
				    : app->settings.jobs;
	options->progress_fd =
		words->progress_fd ? number_of(words->progress_fd, 1 << 20) : -1;
	if (options->jobs < 0)
		return opt_wrong(
			&app->out, &app->usage, "--jobs: 1 to %d", SETTINGS_JOBS_MAX);
	if (words->progress_fd && fcntl(options->progress_fd, F_GETFD) < 0)
		return opt_wrong(&app->out, &app->usage,
			"--progress-fd: `%s' is no open descriptor", words->progress_fd);
	return OPT_GO;
}

int install_options_parse(
	struct install_options *options, struct app *app, int *argc, char **argv)
{
	struct words words = { 0 };
	const struct opt opts[] = {
		{ 'l', "list", NULL, "list the releases that can be installed",
			&options->list, NULL },
		{ 0, "components", "A,B", "install only these components", NULL,
			&options->request.components },
		{ 0, "minimal", NULL, "only what nvcc needs to compile and link",
			&words.minimal, NULL },
		{ 0, "full", NULL, "also the graphical tools and documentation",
			&words.full, NULL },
		{ 0, "with", "A[@V],B", "also these libraries: cudnn, cutensor, ...",
			NULL, &options->request.with },
		{ 0, "from", "PATH", "a runfile, a local mirror, or a manifest", NULL,
			&options->from },
		{ 0, "prefix", "DIR", "make this directory the toolkit", NULL,
			&options->prefix },
		{ 0, "system", NULL, "install into /usr/local/cuda-X.Y", &options->system,
			NULL },
		{ 0, "offline", NULL, "use only what is in the cache", &options->offline,
			NULL },
		{ 'k', "keep", NULL, "keep the archives in the cache", &options->keep,
			NULL },
		{ 'j', "jobs", "N", "download so many files at once", NULL, &words.jobs },
		{ 'n', "dry-run", NULL, "tell what would be done", &options->dry_run,
			NULL },
		{ 0, "accept-license", NULL, "accept NVIDIA's licenses", &options->accept,
			NULL },
		{ 0, "accept-licence", NULL, NULL, &options->accept, NULL }, /* 0.1.0 */
		{ 0, "progress-fd", "N",
			"write the progress, for programs, to descriptor N", NULL,
			&words.progress_fd },
		OPT_END,
	};
	int r = opt_parse(&app->out, &app->usage, opts, argc, argv, 0, 1);

	return r == OPT_GO ? settle(options, app, &words) : r;
}
