/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run_tee.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { PIECE = 4096 };

static int start(char **argv, char **envp, bool stdout_too, int pipe_end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	int r;

	posix_spawn_file_actions_init(&files);
	if (!stdout_too)
		posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, pipe_end, STDERR_FILENO);
	r = posix_spawnp(pid, argv[0], &files, NULL, argv, envp);
	posix_spawn_file_actions_destroy(&files);
	return -r;
}

/* Whatever cannot be passed on is dropped: the program must not wait for us. */
static void pass_on(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDERR_FILENO, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		p += done;
		n -= (size_t)done;
	}
}

struct sink {
	run_tee_sink *function;
	void *arg;
};

/* Copies one piece. Returns false at the end, or if there is nothing to read yet. */
static bool copy_piece(int fd, const struct sink *sink)
{
	char buffer[PIECE];
	ssize_t n = read(fd, buffer, sizeof(buffer));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	pass_on(buffer, (size_t)n);
	sink->function(sink->arg, buffer, (size_t)n);
	return true;
}

/* Copies until the program has ended and its output is read; processes that it leaves
 * running may keep the pipe open for ever. `ended` is readable once it has ended, or -1 if
 * that cannot be known. */
static void copy(int fd, int ended, const struct sink *sink)
{
	struct pollfd both[] = { { .fd = fd, .events = POLLIN },
		{ .fd = ended, .events = POLLIN } };
	int left = 0;

	while (!both[1].revents) {
		if (poll(both, ARRAY_SIZE(both), -1) < 0 && errno != EINTR)
			return;
		if (both[0].revents && !copy_piece(fd, sink))
			return;
	}
	/* The rest of the program's output; later output is not the program's. */
	if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && ioctl(fd, FIONREAD, &left) == 0)
		for (; left > 0 && copy_piece(fd, sink); left -= PIECE)
			;
}

int run_tee(char **argv, char **envp, bool stdout_too, run_tee_sink *function, void *arg,
	int *status)
{
	_cleanup_close_ int reader = -1, ended = -1;
	const struct sink sink = { function, arg };
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	reader = ends[0];
	r = start(argv, envp, stdout_too, ends[1], &pid);
	close(ends[1]);
	if (r < 0)
		return r;
#ifdef SYS_pidfd_open
	ended = (int)syscall(SYS_pidfd_open, pid, 0);
#endif
	copy(reader, ended, &sink);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	*status = WIFSIGNALED(*status) ? 128 + WTERMSIG(*status) : WEXITSTATUS(*status);
	return 0;
}
