/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "remover.h"

#include "core/macro.h"
#include "core/rmtree.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { DESCRIPTORS = 1024 };

/* Closes all descriptors from `fd` up: another program may wait for the end of a pipe. */
static void close_from(unsigned fd)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, fd, ~0U, 0) == 0)
		return;
#endif
	for (; fd < DESCRIPTORS; fd++)
		close((int)fd);
}

/* The child: in a session of its own, so that no signal of a terminal reaches it. */
static _noreturn_ void wait_and_remove(int reader, const char *dir)
{
	char byte;

	setsid();
	if (dup2(reader, STDIN_FILENO) < 0)
		_exit(1);
	close_from(STDOUT_FILENO);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(rmtree_at(AT_FDCWD, dir) < 0);
}

static int start(struct remover *remover, const char *dir)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	remover->pid = fork();
	if (remover->pid == 0)
		wait_and_remove(ends[0], dir);
	close(ends[0]);
	remover->alive = ends[1];
	if (remover->pid > 0)
		return 0;
	close(ends[1]);
	remover->pid = 0;
	return -EAGAIN;
}

int remover_mkdtemp(struct remover *remover, char *template)
{
	sigset_t all, before;
	int r = 0;

	/* No signal may end the program before the child exists. The child keeps them
	 * blocked. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (!mkdtemp(template))
		r = -errno;
	else if ((r = start(remover, template)) < 0)
		rmdir(template);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return r;
}

void remover_end(struct remover *remover)
{
	if (!remover->pid)
		return;
	close(remover->alive);
	while (waitpid(remover->pid, NULL, 0) < 0 && errno == EINTR)
		;
	remover->pid = 0;
}
