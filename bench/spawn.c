/* SPDX-License-Identifier: MIT
 * spawn: compares the costs of running programs.
 *
 *	spawn ROUNDS [NAME=VALUE...] PROGRAM [ARG...] [-- [NAME=VALUE...] PROGRAM...]...
 *
 * Each round runs every program once and begins with another one, so that other load on
 * the machine affects all of them equally. No shell is involved. Standard input, output and
 * error are /dev/null. PWD=DIR also sets the current directory. Prints one line for each
 * program, in the given order: median microseconds, peak resident kB, exit status.
 *
 * The peak memory that wait4(2) reports includes the moment before exec, in which the child is
 * still this program. This program is therefore smaller than those that it measures.
 */
#include "config.h"

#include "core/macro.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

struct program {
	char **argv, **envp;
	posix_spawn_file_actions_t files;
	double *us; /* of each round */
	long peak;  /* kB */
	int status;
};

static _noreturn_ void fail(const char *what, int error)
{
	fprintf(stderr, "spawn: %s: %s\n", what, strerror(error));
	exit(2);
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double run(struct program *program)
{
	struct rusage usage;
	double start = now_us();
	int status, r;
	pid_t pid;

	r = posix_spawn(&pid, program->argv[0], &program->files, NULL, program->argv,
		program->envp);
	if (r)
		fail(program->argv[0], r);
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			fail("wait4", errno);
	if (usage.ru_maxrss > program->peak)
		program->peak = usage.ru_maxrss;
	program->status =
		WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return now_us() - start;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void *memory(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		fail("memory", ENOMEM);
	return p;
}

/* Ours, but for the `n` variables at `own`. */
static char **environment(char **own, size_t n)
{
	size_t size = 0, kept = 0;
	char **list;

	while (environ[size])
		size++;
	list = memory(size + n + 1, sizeof(*list));
	for (char **e = environ; *e; e++) {
		size_t name = strcspn(*e, "=") + 1, i = 0;

		while (i < n && strncmp(*e, own[i], name) != 0)
			i++;
		if (i == n)
			list[kept++] = *e;
	}
	memcpy(list + kept, own, n * sizeof(*list));
	return list;
}

static struct program prepare(char **words, size_t rounds)
{
	struct program program = { .us = memory(rounds, sizeof(double)) };
	size_t n = 0;

	posix_spawn_file_actions_init(&program.files);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		posix_spawn_file_actions_addopen(
			&program.files, fd, "/dev/null", O_RDWR, 0);
	for (; words[n] && strchr(words[n], '='); n++)
		if (skip_prefix(words[n], "PWD="))
			posix_spawn_file_actions_addchdir_np(
				&program.files, skip_prefix(words[n], "PWD="));
	program.envp = environment(words, n);
	program.argv = words + n;
	return program;
}

/* Cuts the command line at each `--`; the pieces are the programs. */
static size_t split(int argc, char **argv, struct program *programs, size_t rounds)
{
	size_t n = 0;

	for (int i = 0; i < argc; i++)
		if (streq(argv[i], "--"))
			argv[i] = NULL;
	for (int i = 0; i < argc; i++)
		if (argv[i] && (i == 0 || !argv[i - 1]))
			programs[n++] = prepare(argv + i, rounds);
	return n;
}

int main(int argc, char **argv)
{
	size_t rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, n;
	struct program *programs;

	if (!rounds) {
		fputs("usage: spawn ROUNDS PROGRAM [ARG...] [-- PROGRAM [ARG...]]...\n",
			stderr);
		return 2;
	}
	programs = memory((size_t)argc, sizeof(*programs));
	n = split(argc - 2, argv + 2, programs, rounds);
	for (size_t i = 0; i < rounds * n; i++) {
		struct program *program = &programs[(i % n + i / n) % n];

		program->us[i / n] = run(program);
	}
	for (size_t i = 0; i < n; i++)
		printf("%.1f %ld %d\n", median(programs[i].us, rounds), programs[i].peak,
			programs[i].status);
	return 0;
}
