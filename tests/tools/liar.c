/* SPDX-License-Identifier: MIT
 * A small HTTP server that lies. `liar DIR PORTFILE LOG` serves the files below DIR, on a
 * port that it chooses and writes to PORTFILE, until it is killed. The first part of a
 * path selects the lie, which concerns archives (*.tar.xz, *.whl) only, except for the last
 * ones. A directory with an index.html has that page, which may be JSON:
 */
// clang-format off
/*	/good/...	none
 *	/hash/...	one bit differs
 *	/short/...	half of the archive, as if it were complete
 *	/long/...	a byte more than announced
 *	/more/...	no length, and everything twice
 *	/cut/...	the connection ends after each 2 kilobytes
 *	/cutnorange/...	ranges are ignored, and the connection ends after half of it
 *	/onebyte/...	the connection ends after each byte
 *	/otherrange/...	a range other than the requested one is sent
 *	/changed/...	cut in the middle, and what follows is of another archive
 *	/norange/...	ranges are ignored; the first reply is cut in its middle
 *	/404/...	not found
 *	/500/...	an error, the first time
 *	/503/...	an error, each time
 *	/busy/...	the same, and the next attempt must wait for 20 s
 *	/html/...	a web page instead
 *	/http/...	a redirect to an http address
 *	/loop/...	a redirect to itself
 *	/slow/...	1 MB per second
 *	/drip/...	2 bytes per second
 *	/never/...	the connection is closed
 *	/silent/...	the connection stays open, without a reply
 *	/mute/...	the same, also for manifests and listings
 *	/login/...	a web page instead of everything
 *	/401/...	not without a user
 *	/other/...	a redirect of everything to /stranger/... on the host "localhost"
 *	/stranger/...	nothing if a user is sent
 *
 * LOG gets a line for each request: the path, its first byte, and the bytes to send.
 */
// clang-format on
#include "config.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CUT = 2048, SLOW_CHUNK = 10000, SLOW_NS = 10000000, DRIP_NS = 500000000 };

static const char *root;
static int listener, port, log_fd;
static unsigned *asked; /* shared: the number of requests for /500 and /norange */

struct request {
	int fd;
	char lie[16], path[1000];
	long from;
	bool ranged, head, user;
};

static bool is(const struct request *request, const char *lie)
{
	const char *dot = strstr(request->path, ".tar.xz");
	const char *wheel = strstr(request->path, ".whl");

	return ((dot && !dot[7]) || (wheel && !wheel[4])) &&
	       strcmp(request->lie, lie) == 0;
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(0);
}

/* Sends the bytes at the pace of the lie, and as many as it sends. */
static void send_body(const struct request *request, const char *p, long n)
{
	bool slow = is(request, "slow"), drip = is(request, "drip");
	long chunk = slow ? SLOW_CHUNK : drip ? 1 : n, max = n, sent = 0;

	if (is(request, "cut") && n > CUT)
		max = CUT;
	if (is(request, "onebyte"))
		max = 1;
	if (is(request, "cutnorange") || (is(request, "changed") && !request->from) ||
		(is(request, "otherrange") && !request->ranged))
		max = n / 2;
	while (sent < max) {
		long left = max - sent;
		ssize_t done = write(
			request->fd, p + sent, (size_t)(left < chunk ? left : chunk));

		if (done <= 0)
			break;
		sent += done;
		if (slow || drip)
			nanosleep(
				&(struct timespec){ .tv_nsec = slow ? SLOW_NS : DRIP_NS },
				NULL);
	}
}

static void send_file(struct request *request, char *data, long size)
{
	bool norange = is(request, "norange"), first = norange && (*asked)++ == 0;
	bool all = norange || is(request, "cutnorange");
	long from = request->ranged && !all ? request->from : 0;
	char head[400];
	long n = size - from;

	if (request->ranged && from >= size) {
		say(request->fd, "HTTP/1.1 416 Range Not Satisfiable\r\n"
				 "Content-Length: 0\r\nConnection: close\r\n\r\n");
		return;
	}
	if (is(request, "hash") || (is(request, "changed") && from))
		data[size - 1] ^= 1;
	if (is(request, "otherrange") && from > 1)
		from--, n++;
	if (is(request, "short") && !request->ranged)
		n = size / 2;
	if (is(request, "more"))
		snprintf(head, sizeof(head),
			"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	else if (from)
		snprintf(head, sizeof(head),
			"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %ld-%ld/%ld\r\n"
			"Content-Length: %ld\r\nConnection: close\r\n\r\n",
			from, size - 1, size, n);
	else
		snprintf(head, sizeof(head),
			"HTTP/1.1 200 OK\r\nContent-Length: %ld\r\nConnection: close\r\n\r\n",
			n + is(request, "long"));
	say(request->fd, head);
	if (request->head)
		return;
	/* Before the first byte, so that the line exists when the client has them all. */
	dprintf(log_fd, "%s %ld %ld\n", request->path, from, n);
	send_body(request, data + from, first ? n / 2 : n);
	if (is(request, "more"))
		send_body(request, data, size);
	if (is(request, "long"))
		say(request->fd, "x");
}

/* A page as web servers make it, or 404 if the path is not a directory. */
static void send_listing(const struct request *request, const char *path)
{
	char page[65536] = "<html><body>\n", head[200];
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);
	size_t len = strlen(page);

	for (int i = 0; i < n && len < sizeof(page) - 600; i++)
		len += (size_t)sprintf(page + len, "<a href=\"%s\">%s</a>\n",
			names[i]->d_name, names[i]->d_name);
	if (n >= 0)
		snprintf(head, sizeof(head),
			"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
			"Content-Length: %zu\r\nConnection: close\r\n\r\n",
			len);
	say(request->fd, n < 0 ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
				 "Connection: close\r\n\r\n"
			       : head);
	if (n >= 0)
		say(request->fd, page);
}

static void answer(struct request *request)
{
	static const char page[] = "<html>please log in</html>";
	char path[1200], head[1300];
	struct stat st;
	char *data;
	int fd;

	snprintf(path, sizeof(path), "%s/%s/index.html", root, request->path);
	if (access(path, F_OK) < 0)
		snprintf(path, sizeof(path), "%s/%s", root, request->path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (is(request, "never"))
		return;
	while (is(request, "silent") || strcmp(request->lie, "mute") == 0)
		pause();
	if (is(request, "500") && (*asked)++ == 0) {
		say(request->fd,
			"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	} else if (is(request, "503")) {
		say(request->fd, "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\n"
				 "Content-Length: 0\r\nConnection: close\r\n\r\n");
		dprintf(log_fd, "%s 0 0\n", request->path);
	} else if (is(request, "busy")) {
		say(request->fd, "HTTP/1.1 503 Busy\r\nRetry-After: 20\r\n"
				 "Content-Length: 0\r\nConnection: close\r\n\r\n");
		dprintf(log_fd, "%s 0 0\n", request->path);
	} else if (is(request, "loop")) {
		snprintf(head, sizeof(head),
			"HTTP/1.1 302 Found\r\nLocation: /loop/%s\r\n"
			"Content-Length: 0\r\nConnection: close\r\n\r\n",
			request->path);
		say(request->fd, head);
	} else if (strcmp(request->lie, "401") == 0 && !request->user) {
		say(request->fd, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n"
				 "Connection: close\r\n\r\n");
	} else if (strcmp(request->lie, "stranger") == 0 && request->user) {
		say(request->fd, "HTTP/1.1 400 A User Was Sent\r\nContent-Length: 0\r\n"
				 "Connection: close\r\n\r\n");
	} else if (strcmp(request->lie, "other") == 0) {
		snprintf(head, sizeof(head),
			"HTTP/1.1 302 Found\r\nLocation: http://localhost:%d/stranger/%s\r\n"
			"Content-Length: 0\r\nConnection: close\r\n\r\n",
			port, request->path);
		say(request->fd, head);
	} else if (is(request, "html") || strcmp(request->lie, "login") == 0) {
		snprintf(head, sizeof(head),
			"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n"
			"Connection: close\r\n\r\n%s",
			strlen(page), page);
		say(request->fd, head);
	} else if (is(request, "http")) {
		snprintf(head, sizeof(head),
			"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/good/%s\r\n"
			"Content-Length: 0\r\nConnection: close\r\n\r\n",
			port, request->path);
		say(request->fd, head);
	} else if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
		   is(request, "404")) {
		send_listing(request, is(request, "404") ? "/nowhere" : path);
	} else {
		data = mmap(NULL, (size_t)st.st_size + 1, PROT_READ | PROT_WRITE,
			MAP_PRIVATE, fd, 0);
		if (data != MAP_FAILED)
			send_file(request, data, (long)st.st_size);
	}
}

static bool read_request(struct request *request)
{
	char text[8192] = "", *range;
	size_t n = 0;

	while (!strstr(text, "\r\n\r\n") && n < sizeof(text) - 1) {
		ssize_t got = read(request->fd, text + n, sizeof(text) - 1 - n);

		if (got <= 0)
			return false;
		n += (size_t)got;
		text[n] = '\0';
	}
	range = strstr(text, "\r\nRange: bytes=");
	request->ranged = range != NULL;
	request->from = range ? strtol(range + 15, NULL, 10) : 0;
	request->head = strncmp(text, "HEAD ", 5) == 0;
	request->user = strstr(text, "\r\nAuthorization: Basic ") != NULL;
	return sscanf(text, "%*[GETHAD] /%15[^/ ]/%999[^ ]", request->lie,
		       request->path) == 2 &&
	       !strstr(request->path, "..");
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t n = sizeof(address);
	FILE *told;

	if (argc != 4)
		return 2;
	root = argv[1];
	log_fd = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	asked = mmap(NULL, sizeof(*asked), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (log_fd < 0 || asked == MAP_FAILED ||
		bind(listener, (struct sockaddr *)&address, n) < 0 ||
		listen(listener, 64) < 0 ||
		getsockname(listener, (struct sockaddr *)&address, &n) < 0)
		return 1;
	port = ntohs(address.sin_port);
	told = fopen(argv[2], "w");
	if (!told || fprintf(told, "%d\n", port) < 0 || fclose(told) != 0)
		return 1;
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		struct request request = { .fd = accept(listener, NULL, NULL) };

		if (request.fd >= 0 && fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL); /* once killed, it is silent */
			if (read_request(&request))
				answer(&request);
			_exit(0);
		}
		if (request.fd >= 0)
			close(request.fd);
	}
}
