/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MISMATCH_STATUS 3
#define DATA_MAX \
	(512UL << 20) /* bytes, whatever a decoder asks for because of a damaged archive */

/* The memory of AddressSanitizer would exceed it. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void limit_memory(void)
{
#ifndef SANITIZED
	struct rlimit limit = { DATA_MAX, DATA_MAX };

	if (setrlimit(RLIMIT_DATA, &limit) < 0)
		return; /* a lower limit is in effect */
#endif
}

static _noreturn_ void work(struct unpack *unpack, int dir, int pipe, pid_t parent)
{
	const char *problem;
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	limit_memory();
	umask(022);
	problem = fchdir(dir) < 0 ? strerror(errno) : unpack_run(unpack);
	if (problem && write(pipe, problem, strlen(problem)) < 0)
		_exit(1);
	_exit(!problem ? 0 : unpack->mismatch ? MISMATCH_STATUS : 1);
}

int worker_start(struct worker *worker, struct unpack *unpack, int dir)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	worker->output = str_new(unpack->arena);
	worker->pid = fork();
	if (worker->pid == 0)
		work(unpack, dir, ends[1], parent);
	close(ends[1]);
	worker->pipe = ends[0];
	if (worker->pid < 0) {
		worker->pid = 0;
		close(ends[0]);
		return -errno;
	}
	fcntl(worker->pipe, F_SETFL, O_NONBLOCK);
	return 0;
}

static enum worker_end reap(struct worker *worker)
{
	int status = 0;

	close(worker->pipe);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	worker->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return WORKER_DONE;
	if (WIFEXITED(status) && WEXITSTATUS(status) == MISMATCH_STATUS)
		return WORKER_MISMATCH;
	if (WIFSIGNALED(status))
		str_addf(&worker->output, "signal %d ended the unpacking",
			WTERMSIG(status));
	else if (!worker->output.len)
		str_add(&worker->output, "unpacking failed without a message");
	return WORKER_FAILED;
}

enum worker_end worker_look(struct worker *worker)
{
	char chunk[512];
	ssize_t n;

	for (;;) {
		n = read(worker->pipe, chunk, sizeof(chunk));
		if (n > 0 && worker->output.len < 8192)
			str_addn(&worker->output, chunk, (size_t)n);
		else if (n < 0 && errno == EAGAIN)
			return WORKER_BUSY;
		else if (n == 0 || (n < 0 && errno != EINTR))
			return reap(worker);
	}
}

void worker_kill(struct worker *worker)
{
	if (!worker->pid)
		return;
	kill(worker->pid, SIGKILL);
	reap(worker);
}
