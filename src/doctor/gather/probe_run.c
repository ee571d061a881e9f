/* SPDX-License-Identifier: MIT
 * Putting questions to the driver's libraries: in helper programs, side by side, each
 * under a time limit. What they say, and how they ended, becomes an answer.
 */
#include "config.h"

#include "facts.h"

#include <stdlib.h>

enum { BANDWIDTH_TIMEOUT_MS = 120000 };

struct question {
	const char *key, *verb, *library;
	const char *without; /* a variable that the helper does not get; NULL */
};

static const struct question questions[] = {
	{ "probe:cuda", "init", "libcuda.so.1", NULL },
	{ "probe:nvml", "nvml", "libnvidia-ml.so.1", NULL },
	{ "probe:cuda-visible", "init", "libcuda.so.1", "CUDA_VISIBLE_DEVICES" },
	{ "probe:cuda-loader", "init", "libcuda.so.1", "LD_LIBRARY_PATH" },
};
enum { N_QUESTIONS = ARRAY_SIZE(questions), FIRST = 2 };

static const struct question bandwidth = { "probe:bandwidth", "bandwidth", "libcuda.so.1",
	NULL };

static struct proc_running running[N_QUESTIONS];
static bool started[N_QUESTIONS];

static const char *library_of(struct doctor *doctor, const struct question *question)
{
	const char *named = vars_get_nonempty(&doctor->helper_vars, "CUDAENV_LIBCUDA");

	return named && streq(question->library, "libcuda.so.1") ? named
								 : question->library;
}

static int start(struct doctor *doctor, const struct question *question, int timeout_ms,
	struct proc_running *at)
{
	const char *path =
		path_join(doctor->arena, doctor->dirs.libexec, "cudaenv-probe");
	const char *const argv[] = { path, question->verb, library_of(doctor, question),
		NULL };
	struct vars vars = vars_copy(&doctor->helper_vars);

	if (question->without)
		vars_set(&vars, question->without, NULL, false);
	return proc_start(doctor->arena,
		&(struct proc){
			.path = path,
			.argv = argv,
			.envp = vars_environ(&vars),
			.output_fd = 3,
			.quiet = true,
			.timeout_ms = timeout_ms,
			.owner = doctor->helper_owner,
		},
		at);
}

static void finish(
	struct doctor *doctor, const struct question *question, struct proc_running *at)
{
	static const char *const ends[] = { "exited", "killed", "timeout" };
	struct proc_result result;

	proc_wait(doctor->arena, at, &result);
	/* The helper itself could not be run, as that user say. */
	if (result.end == PROC_EXITED && (result.code == 126 || result.code == 127) &&
		!result.output.len)
		return;
	answer_keep(doctor->answers, question->key,
		arena_printf(doctor->arena, "end=%s %d\n%s", ends[result.end],
			result.end == PROC_TIMEOUT ? 0 : result.code, result.output.s));
}

/* On a foreign machine no library of it is loaded; one that the user names is. */
static bool may_ask(struct doctor *doctor, const struct question *question)
{
	return doctor->answers->origin == ORIGIN_LIVE ||
	       (doctor->answers->origin == ORIGIN_IMAGE &&
		       streq(question->library, "libcuda.so.1") &&
		       vars_get_nonempty(&doctor->helper_vars, "CUDAENV_LIBCUDA"));
}

void driver_questions(struct doctor *doctor)
{
	for (size_t i = 0; i < FIRST; i++)
		started[i] = may_ask(doctor, &questions[i]) &&
			     start(doctor, &questions[i], doctor->timeout_ms,
				     &running[i]) == 0;
}

/* Did the first answer show something that the variable could be the cause of? */
static bool again(struct doctor *doctor, const struct question *question)
{
	const char *said = answer(doctor, "probe:cuda");

	return said && vars_get(&doctor->vars, question->without) &&
	       (!strstr(said, "\ninit=0\n") || strstr(said, "\ncount=0\n"));
}

void driver_answers(struct doctor *doctor)
{
	for (size_t i = 0; i < FIRST; i++)
		if (started[i])
			finish(doctor, &questions[i], &running[i]);
	for (size_t i = FIRST; i < N_QUESTIONS; i++)
		started[i] =
			may_ask(doctor, &questions[i]) && again(doctor, &questions[i]) &&
			start(doctor, &questions[i], doctor->timeout_ms, &running[i]) ==
				0;
	for (size_t i = FIRST; i < N_QUESTIONS; i++)
		if (started[i])
			finish(doctor, &questions[i], &running[i]);
}

void bandwidth_answer(struct doctor *doctor)
{
	struct proc_running at;

	if (may_ask(doctor, &bandwidth) &&
		start(doctor, &bandwidth, BANDWIDTH_TIMEOUT_MS, &at) == 0)
		finish(doctor, &bandwidth, &at);
}
