/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "probe_run.h"

#include "model/ownership.h"

#include <stdlib.h>

enum { BANDWIDTH_TIMEOUT_MS = 120000, FIRST_PROBES = 2 };

struct probe {
	const char *key, *subcommand, *library;
	const char *without; /* a variable that it does not get; NULL */
};

static const struct probe probes[PROBES] = {
	{ "probe:cuda", "init", "libcuda.so.1", NULL },
	{ "probe:nvml", "nvml", "libnvidia-ml.so.1", NULL },
	{ "probe:cuda-visible", "init", "libcuda.so.1", "CUDA_VISIBLE_DEVICES" },
	{ "probe:cuda-loader", "init", "libcuda.so.1", "LD_LIBRARY_PATH" },
};

static const struct probe bandwidth = { "probe:bandwidth", "bandwidth", "libcuda.so.1",
	NULL };

static const char *library_of(const struct probe_run *run, const struct probe *probe)
{
	const char *named = vars_get_nonempty(&run->vars, "CUDAENV_LIBCUDA");

	return named && streq(probe->library, "libcuda.so.1") ? named : probe->library;
}

static int start(const struct probe_run *run, struct arena *arena,
	const struct probe *probe, int timeout_ms, struct proc_running *running)
{
	const char *path = path_join(arena, run->libexec, "cudaenv-probe");
	const char *const argv[] = { path, probe->subcommand, library_of(run, probe),
		NULL };
	struct vars vars = vars_copy(&run->vars);

	if (probe->without)
		vars_set(&vars, probe->without, NULL, false);
	return proc_start(arena,
		&(struct proc){
			.path = path,
			.argv = argv,
			.envp = vars_environ(&vars),
			.output_fd = 3,
			.quiet = true,
			.timeout_ms = timeout_ms,
			.owner = run->owner,
		},
		running);
}

static void finish(struct arena *arena, const struct probe *probe,
	struct proc_running *running, struct observations *observations)
{
	static const char *const ends[] = { "exited", "killed", "timeout" };
	struct proc_result result;

	proc_wait(arena, running, &result);
	/* The program itself could not be run, for example not as that user. */
	if (result.end == PROC_EXITED && (result.code == 126 || result.code == 127) &&
		!result.output.len)
		return;
	observation_add(observations, probe->key,
		arena_printf(arena, "end=%s %d\n%s", ends[result.end],
			result.end == PROC_TIMEOUT ? 0 : result.code, result.output.s));
}

static bool may_load(const struct probe_run *run, const struct observations *observations,
	const struct probe *probe)
{
	return observations->origin == ORIGIN_LIVE ||
	       (observations->origin == ORIGIN_IMAGE &&
		       streq(probe->library, "libcuda.so.1") &&
		       vars_get_nonempty(&run->vars, "CUDAENV_LIBCUDA"));
}

/* Adds why a path of a variable is not trusted to `text`. Returns whether it is. */
static bool trusted(
	struct arena *arena, const char *variable, const char *path, struct str *text)
{
	struct machine running = machine_running(arena);
	const char *problem =
		*path == '/' ? ownership_problem(&running, geteuid(), path) : NULL;

	if (problem)
		str_addf(text, "%s%s\t%s\t%s", text->len ? "\n" : "", variable, path,
			problem);
	return !problem;
}

/* Removes from the probe's environment what would make it load a library that another user
 * can change. As another user, it gets that user's environment unchanged. */
static void drop_untrusted(
	struct probe_run *run, struct arena *arena, struct observations *observations)
{
	const char *named = vars_get_nonempty(&run->vars, "CUDAENV_LIBCUDA");
	const char *value = vars_get_nonempty(&run->vars, "LD_LIBRARY_PATH");
	struct strv all = strv_split(arena, value ? value : "", ':'),
		    kept = strv_new(arena);
	struct str text = str_new(arena);

	run->vars = vars_copy(&run->vars);
	if (named && !trusted(arena, "CUDAENV_LIBCUDA", named, &text))
		vars_set(&run->vars, "CUDAENV_LIBCUDA", NULL, false);
	for (size_t i = 0; value && i < all.n; i++)
		if (trusted(arena, "LD_LIBRARY_PATH", all.v[i], &text))
			strv_add(&kept, all.v[i]);
	if (kept.n < all.n && value)
		vars_set(&run->vars, "LD_LIBRARY_PATH",
			kept.n ? strv_join(&kept, ":") : NULL, kept.n > 0);
	if (text.len)
		observation_add(observations, "probe:untrusted", text.s);
}

void probe_run_start(
	struct probe_run *run, struct arena *arena, struct observations *observations)
{
	if (!run->owner && observations->origin != ORIGIN_CAPTURED)
		drop_untrusted(run, arena, observations);
	for (size_t i = 0; i < FIRST_PROBES; i++)
		run->started[i] = may_load(run, observations, &probes[i]) &&
				  start(run, arena, &probes[i], run->timeout_ms,
					  &run->running[i]) == 0;
}

/* Did the first probe show something that the variable may be the cause of? */
static bool repeat(struct observations *observations, const struct probe *probe,
	const struct vars *vars)
{
	const char *output = observation(observations, "probe:cuda");

	return output && vars_get(vars, probe->without) &&
	       (!strstr(output, "\ninit=0\n") || strstr(output, "\ncount=0\n"));
}

void probe_run_finish(struct probe_run *run, struct arena *arena,
	struct observations *observations, const struct vars *vars)
{
	for (size_t i = 0; i < FIRST_PROBES; i++)
		if (run->started[i])
			finish(arena, &probes[i], &run->running[i], observations);
	for (size_t i = FIRST_PROBES; i < PROBES; i++)
		run->started[i] = may_load(run, observations, &probes[i]) &&
				  repeat(observations, &probes[i], vars) &&
				  start(run, arena, &probes[i], run->timeout_ms,
					  &run->running[i]) == 0;
	for (size_t i = FIRST_PROBES; i < PROBES; i++)
		if (run->started[i])
			finish(arena, &probes[i], &run->running[i], observations);
}

void probe_run_bandwidth(
	struct probe_run *run, struct arena *arena, struct observations *observations)
{
	struct proc_running running;

	if (may_load(run, observations, &bandwidth) &&
		start(run, arena, &bandwidth, BANDWIDTH_TIMEOUT_MS, &running) == 0)
		finish(arena, &bandwidth, &running, observations);
}
