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

#define KEPT_MAX ((size_t)200 * 1024)

enum { PIECE = 4096 };

static int start(char **argv, char **envp, bool answers_too, int pipe_end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	int r;

	posix_spawn_file_actions_init(&files);
	if (!answers_too)
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

/* One piece; false at the end, or when there is nothing more to read yet. */
static bool copy_piece(int fd, struct text *said)
{
	char buffer[PIECE];
	size_t room = KEPT_MAX - said->len;
	ssize_t n = read(fd, buffer, sizeof(buffer));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	pass_on(buffer, (size_t)n);
	room = (size_t)n < room ? (size_t)n : room;
	memcpy(said->s + said->len, buffer, room);
	said->len += room;
	return true;
}

/* Until the program has ended and what it has said is read: what it leaves behind may
 * hold the pipe for ever. `ended` is readable from then on; -1: that cannot be told. */
static void copy(int fd, int ended, struct text *said)
{
	struct pollfd both[] = { { .fd = fd, .events = POLLIN },
		{ .fd = ended, .events = POLLIN } };
	int left = 0;

	while (!both[1].revents) {
		if (poll(both, ARRAY_SIZE(both), -1) < 0 && errno != EINTR)
			return;
		if (both[0].revents && !copy_piece(fd, said))
			return;
	}
	/* What is there by now; more than that is not the program's. */
	if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && ioctl(fd, FIONREAD, &left) == 0)
		for (; left > 0 && copy_piece(fd, said); left -= PIECE)
			;
}

int run_tee(struct arena *arena, char **argv, char **envp, bool answers_too,
	struct text *said, int *status)
{
	_cleanup_close_ int reader = -1, ended = -1;
	int ends[2], r;
	pid_t pid;

	*said = (struct text){ arena_alloc(arena, KEPT_MAX + 1), 0 };
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	reader = ends[0];
	r = start(argv, envp, answers_too, ends[1], &pid);
	close(ends[1]);
	if (r < 0)
		return r;
#ifdef SYS_pidfd_open
	ended = (int)syscall(SYS_pidfd_open, pid, 0);
#endif
	copy(reader, ended, said);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	*status = WIFSIGNALED(*status) ? 128 + WTERMSIG(*status) : WEXITSTATUS(*status);
	/* A NUL would hide what stands behind it. */
	for (size_t i = 0; i < said->len; i++)
		if (!said->s[i])
			said->s[i] = ' ';
	return 0;
}
