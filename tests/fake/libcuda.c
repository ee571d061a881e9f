/* SPDX-License-Identifier: MIT
 * A stand-in for NVIDIA's driver library: FAKE_CUDA says what it does when it is asked.
 *
 *	12040            the version, as cuDriverGetVersion gives it
 *	error 100        that error
 *	stub             as the toolkit's stub (34)
 *	hang, crash, abort, exit
 *	print            rubbish on every descriptor, then 12040
 *	fork             a child that outlives it and holds the answer open
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cuDriverGetVersion(int *version);

static void print_rubbish(void)
{
	static const char rubbish[] = "version=99\nresult=7\n\xff\x1b[31m library=\n";

	for (int fd = 1; fd < 3; fd++)
		for (int i = 0; i < 10000; i++)
			if (write(fd, rubbish, sizeof(rubbish)) < 0)
				break;
}

int cuDriverGetVersion(int *version)
{
	const char *what = getenv("FAKE_CUDA");

	if (!what)
		return 0;
	if (strncmp(what, "error ", 6) == 0)
		return atoi(what + 6);
	if (strcmp(what, "stub") == 0)
		return 34;
	if (strcmp(what, "hang") == 0)
		for (;;)
			pause();
	if (strcmp(what, "crash") == 0) {
		signal(SIGSEGV, SIG_DFL); /* a sanitizer may have taken it */
		raise(SIGSEGV);
	}
	if (strcmp(what, "abort") == 0)
		abort();
	if (strcmp(what, "exit") == 0)
		exit(3);
	if (strcmp(what, "fork") == 0 && fork() == 0)
		for (;;)
			pause();
	if (strcmp(what, "print") == 0)
		print_rubbish();
	*version = atoi(what) ? atoi(what) : 12040;
	return 0;
}
