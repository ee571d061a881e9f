/* SPDX-License-Identifier: MIT
 * Types a script into a shell on a terminal of its own, as a user would: each line of
 * stdin when the prompt appears again. The transcript, byte for byte, goes to stdout.
 *
 *	pty [-t SECONDS] [-p PROMPT] [-s LINESxCOLUMNS] -- SHELL [ARG...]
 *
 *	^C	(a line of "^" and a letter) is that control character, without Enter
 *	?TEXT	the next line waits for TEXT instead of the prompt
 *
 * After the last line and a last prompt it types ^D. A prompt is recognized only after a
 * newline that came after Enter: line editors draw the old one again during input. Neither
 * PROMPT nor TEXT may overlap itself. Exits as the shell did (128 + signal), or 124 after
 * SECONDS (30).
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_LIMIT = 30, COLUMNS = 200, LINES = 24, TICK_MS = 100 };

/* A string to search for byte by byte, and what to type when it appears. */
struct watch {
	const char *text, *answer;
	size_t at;
};

/* Queries of programs to a terminal: the position of the cursor, its type. */
static struct watch queries[] = {
	{ "\033[6n", "\033[1;1R", 0 },
	{ "\033[c", "\033[?1;2c", 0 },
	{ "\033[0c", "\033[?1;2c", 0 },
};

static bool watch_next(struct watch *watch, char c)
{
	if (c != watch->text[watch->at])
		watch->at = 0;
	if (c == watch->text[watch->at] && !watch->text[++watch->at]) {
		watch->at = 0;
		return true;
	}
	return false;
}

static void type(int terminal, const char *text, size_t n)
{
	while (n) {
		ssize_t done = write(terminal, text, n);

		if (done < 0 && errno != EINTR)
			return; /* the shell has exited: read() will report it */
		text += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
}

struct session {
	int terminal;
	const char *prompt;
	char *awaited;	  /* a text from the script; NULL: the prompt */
	bool enter_typed; /* no newline since */
	bool over;	  /* ^D was typed */
	struct watch ready;
};

/* The next line of the script without its newline, NULL at its end; malloced. */
static char *next_line(void)
{
	char *line = NULL;
	size_t cap = 0;

	if (getline(&line, &cap, stdin) < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

/* What the next line waits for. */
static void await(struct session *session)
{
	int c = getchar();

	free(session->awaited);
	session->awaited = c == '?' ? next_line() : NULL;
	if (c != '?')
		ungetc(c, stdin);
	session->ready.text = session->awaited ? session->awaited : session->prompt;
	session->ready.at = 0;
}

static void advance(struct session *session)
{
	char *line = next_line();

	session->over = !line;
	session->enter_typed = true;
	if (!line) {
		type(session->terminal, "\x04", 1);
	} else if (line[0] == '^' && line[1] && !line[2]) {
		line[1] &= 0x1f;
		type(session->terminal, line + 1, 1);
	} else {
		type(session->terminal, line, strlen(line));
		type(session->terminal, "\r", 1);
	}
	free(line);
	await(session);
}

static void see(struct session *session, char c)
{
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if (watch_next(&queries[i], c))
			type(session->terminal, queries[i].answer,
				strlen(queries[i].answer));
	if (c == '\n')
		session->enter_typed = false;
	else if (!session->enter_typed && !session->over &&
		 watch_next(&session->ready, c))
		advance(session);
}

enum heard { HEARD_NOTHING, HEARD_BYTES, HEARD_END };

static enum heard hear(struct session *session)
{
	struct pollfd fd = { .fd = session->terminal, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&fd, 1, TICK_MS) <= 0)
		return HEARD_NOTHING;
	n = read(session->terminal, bytes, sizeof(bytes));
	if (n <= 0)
		return n < 0 && errno == EINTR ? HEARD_NOTHING : HEARD_END;
	fwrite(bytes, 1, (size_t)n, stdout);
	for (ssize_t i = 0; i < n; i++)
		see(session, bytes[i]);
	return HEARD_BYTES;
}

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Until the shell has ended and all that it wrote is heard. */
static int converse(struct session *session, pid_t shell, time_t limit)
{
	time_t end = now() + limit;
	bool ended = false;
	int status = 0;
	enum heard heard;

	while ((heard = hear(session)) != HEARD_END && (!ended || heard == HEARD_BYTES)) {
		ended = ended || waitpid(shell, &status, WNOHANG) == shell;
		if (now() < end)
			continue;
		kill(-tcgetpgrp(session->terminal), SIGKILL);
		kill(-shell, SIGKILL);
		fprintf(stderr, "pty: no prompt and no end within %ld s\n", (long)limit);
		return 124;
	}
	if (!ended)
		waitpid(shell, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = LINES, .ws_col = COLUMNS };
	struct session session = { .prompt = "PTY> " };
	long limit = DEFAULT_LIMIT;
	pid_t shell;
	int option;

	while ((option = getopt(argc, argv, "+t:p:s:")) != -1) {
		if (option == 't')
			limit = atol(optarg);
		else if (option == 'p')
			session.prompt = optarg;
		else if (option == 's' &&
			 sscanf(optarg, "%hux%hu", &size.ws_row, &size.ws_col) == 2)
			continue;
		else
			return 2;
	}
	if (optind == argc) {
		fputs("Usage: pty [-t SECONDS] [-p PROMPT] [-s LINESxCOLUMNS] -- SHELL [ARG...]\n",
			stderr);
		return 2;
	}
	session.ready.text = session.prompt;
	shell = forkpty(&session.terminal, NULL, NULL, &size);
	if (shell < 0) {
		perror("pty: forkpty");
		return 2;
	}
	if (shell == 0) {
		execvp(argv[optind], argv + optind);
		perror(argv[optind]);
		_exit(127);
	}
	return converse(&session, shell, limit);
}
