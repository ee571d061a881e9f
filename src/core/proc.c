/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>

enum { FDS_MAX = 65536 };

static long now_ms(void)
{
	return (long)(clock_now() * 1000);
}

/* Returns a copy that is not const, as posix_spawn(3) requires. */
static char **writable(struct arena *arena, const char *const *argv)
{
	size_t n = 0;
	char **copy;

	while (argv[n])
		n++;
	copy = arena_alloc(arena, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = arena_dup(arena, argv[i]);
	return copy;
}

/* Marks every descriptor from `fd` up as close-on-exec. */
static void close_on_exec(int fd)
{
	long end = sysconf(_SC_OPEN_MAX);

	if (close_range((unsigned)fd, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	for (end = end < 0 || end > FDS_MAX ? FDS_MAX : end; fd < end; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Becomes the program, as another user, which posix_spawn(3) cannot do. In a new session
 * it has no controlling terminal to push input into. The program is opened before the
 * change of user, because that user may lack access to its directory. No descriptor but
 * the standard ones and the pipe is inherited. */
_noreturn_ static void become(const struct proc *proc, char **argv, int pipe_end)
{
	const struct owner *owner = proc->owner;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int program = open(proc->path, O_PATH | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	if (setsid() < 0 || sigprocmask(SIG_SETMASK, &none, NULL) < 0 || null < 0 ||
		dup2(null, STDIN_FILENO) < 0 ||
		(proc->quiet && (dup2(null, STDOUT_FILENO) < 0 ||
					dup2(null, STDERR_FILENO) < 0)) ||
		(proc->output_fd >= 0 && dup2(pipe_end, proc->output_fd) < 0) ||
		chdir("/") < 0 || setgroups(owner->n, owner->groups) < 0 ||
		setresgid(owner->gid, owner->gid, owner->gid) < 0 ||
		setresuid(owner->uid, owner->uid, owner->uid) < 0)
		_exit(126);
	close_on_exec(proc->output_fd > STDERR_FILENO ? proc->output_fd + 1
						      : STDERR_FILENO + 1);
	signal(SIGPIPE, SIG_DFL);
	execveat(program, "", argv, proc->envp, AT_EMPTY_PATH);
	execve(proc->path, argv,
		proc->envp); /* the interpreter of a script needs a path */
	_exit(127);
}

static int start_as(
	struct arena *arena, const struct proc *proc, int pipe_end, pid_t *pid)
{
	char **argv = writable(arena, proc->argv);

	if (geteuid() != 0)
		return -EPERM;
	*pid = fork();
	if (*pid == 0)
		become(proc, argv, pipe_end);
	return *pid < 0 ? -errno : 0;
}

static int start(struct arena *arena, const struct proc *proc, int pipe_end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int r;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigemptyset(&all);
	sigaddset(&all, SIGPIPE);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	/* With a time limit it is a process group, so that all its children can be killed. */
	posix_spawnattr_setflags(
		&attr, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
			       (proc->timeout_ms ? POSIX_SPAWN_SETPGROUP : 0)));
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (proc->quiet) {
		posix_spawn_file_actions_addopen(
			&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
		posix_spawn_file_actions_addopen(
			&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	}
	if (proc->output_fd >= 0)
		posix_spawn_file_actions_adddup2(&files, pipe_end, proc->output_fd);
	r = posix_spawn(
		pid, proc->path, &files, &attr, writable(arena, proc->argv), proc->envp);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return -r;
}

/* Reads until every process has closed the pipe. Returns false if the deadline came
 * first. */
static bool read_output(int fd, long deadline, char *buffer, size_t *len)
{
	for (;;) {
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		long left = deadline ? deadline - now_ms() : -1;
		char scrap[512];
		ssize_t n;

		if (deadline && left <= 0)
			return false;
		n = poll(&poller, 1, (int)left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			return false;
		n = *len < PROC_OUTPUT_MAX
			    ? read(fd, buffer + *len, PROC_OUTPUT_MAX - *len)
			    : read(fd, scrap, sizeof(scrap));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		if (*len < PROC_OUTPUT_MAX)
			*len += (size_t)n;
	}
}

/* Waits until `pid` ends. Returns false if the deadline came first. */
static bool reap(pid_t pid, long deadline, int *status)
{
	for (;;) {
		pid_t done = waitpid(pid, status, deadline ? WNOHANG : 0);

		if (done == pid || (done < 0 && errno != EINTR))
			return true;
		if (deadline && now_ms() >= deadline)
			return false;
		if (deadline && done == 0)
			nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

int proc_start(struct arena *arena, const struct proc *proc, struct proc_running *running)
{
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	running->reader = ends[0];
	running->deadline = proc->timeout_ms ? now_ms() + proc->timeout_ms : 0;
	r = proc->owner ? start_as(arena, proc, ends[1], &running->pid)
			: start(arena, proc, ends[1], &running->pid);
	close(ends[1]);
	if (r < 0)
		close(ends[0]);
	return r;
}

void proc_wait(
	struct arena *arena, struct proc_running *running, struct proc_result *result)
{
	char *buffer = arena_alloc(arena, PROC_OUTPUT_MAX + 1);
	int status = 0;
	size_t len = 0;
	bool in_time = read_output(running->reader, running->deadline, buffer, &len) &&
		       reap(running->pid, running->deadline, &status);

	if (running->deadline)
		kill(-running->pid, SIGKILL);
	if (!in_time)
		reap(running->pid, 0, &status);
	close(running->reader);
	result->output = (struct text){ buffer, len };
	result->end = !in_time		    ? PROC_TIMEOUT
		      : WIFSIGNALED(status) ? PROC_KILLED
					    : PROC_EXITED;
	result->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

int proc_run(struct arena *arena, const struct proc *proc, struct proc_result *result)
{
	struct proc_running running;
	int r = proc_start(arena, proc, &running);

	if (r == 0)
		proc_wait(arena, &running, result);
	return r;
}
