/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run_tee.h"

#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define KEPT_MAX ((size_t)200 * 1024)

enum { CHUNK = 4096 };

static int start(char **argv, char **envp, bool keep_stdout, int pipe_end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	int r;

	posix_spawn_file_actions_init(&files);
	if (!keep_stdout)
		posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, pipe_end, STDERR_FILENO);
	r = posix_spawnp(pid, argv[0], &files, NULL, argv, envp);
	posix_spawn_file_actions_destroy(&files);
	return -r;
}

/* Copies one chunk. Returns false at the end, or if nothing can be read yet. */
static bool copy_chunk(int fd, struct text *messages)
{
	char buffer[CHUNK];
	size_t room = KEPT_MAX - messages->len;
	ssize_t n = read(fd, buffer, sizeof(buffer));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	/* Output that cannot be written is dropped: the program must not wait for it. */
	fd_write_all(STDERR_FILENO, buffer, (size_t)n);
	room = (size_t)n < room ? (size_t)n : room;
	memcpy(messages->s + messages->len, buffer, room);
	messages->len += room;
	return true;
}

/* Copies until the program exits and its output is read. Children that it leaves running
 * may keep the pipe open for ever. `ended` becomes readable when the program exits; -1 if
 * that is not available. */
static void copy(int fd, int ended, struct text *messages)
{
	struct pollfd both[] = { { .fd = fd, .events = POLLIN },
		{ .fd = ended, .events = POLLIN } };
	int left = 0;

	while (!both[1].revents) {
		if (poll(both, ARRAY_SIZE(both), -1) < 0 && errno != EINTR)
			return;
		if (both[0].revents && !copy_chunk(fd, messages))
			return;
	}
	/* Reads what is in the pipe by now. Any later output is not the program's. */
	if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && ioctl(fd, FIONREAD, &left) == 0)
		for (; left > 0 && copy_chunk(fd, messages); left -= CHUNK)
			;
}

int run_tee(struct arena *arena, char **argv, char **envp, bool keep_stdout,
	struct text *messages, int *status)
{
	_cleanup_close_ int reader = -1, ended = -1;
	int ends[2], r;
	pid_t pid;

	*messages = (struct text){ arena_alloc(arena, KEPT_MAX + 1), 0 };
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	reader = ends[0];
	r = start(argv, envp, keep_stdout, ends[1], &pid);
	close(ends[1]);
	if (r < 0)
		return r;
#ifdef SYS_pidfd_open
	ended = (int)syscall(SYS_pidfd_open, pid, 0);
#endif
	copy(reader, ended, messages);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	*status = WIFSIGNALED(*status) ? 128 + WTERMSIG(*status) : WEXITSTATUS(*status);
	/* A NUL byte would hide what follows it. */
	for (size_t i = 0; i < messages->len; i++)
		if (!messages->s[i])
			messages->s[i] = ' ';
	return 0;
}
