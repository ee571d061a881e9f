/* SPDX-License-Identifier: MIT
 * Hostile archives. `hostile KIND` writes one, a tar.xz, to standard output. Each begins
 * with an innocent x/bin/nvcc, so that the entries before the hostile one are tested, too.
 */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct archive *out;

static void put(
	const char *name, unsigned type, unsigned mode, const char *target, long size)
{
	static char zeros[65536];
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, mode);
	archive_entry_set_size(entry, size);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(entry, target);
	else if (target)
		archive_entry_set_hardlink(entry, target);
	if (type == AE_IFCHR)
		archive_entry_set_rdev(entry, 0x103);
	if (archive_write_header(out, entry) != ARCHIVE_OK)
		exit(1);
	for (long n = size; n > 0; n -= (long)sizeof(zeros))
		archive_write_data(
			out, zeros, n < (long)sizeof(zeros) ? (size_t)n : sizeof(zeros));
	archive_entry_free(entry);
}

static void file(const char *name)
{
	put(name, AE_IFREG, 0755, NULL, 3);
}

static void many(const char *pattern, int n)
{
	char name[4096];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "x/%s/%d", pattern, i);
		file(name);
	}
}

static const char *repeated(const char *part, int n)
{
	static char name[4096] = "x/";

	for (int i = 0; i < n; i++)
		strcat(name, part);
	return strcat(name, "f");
}

static int make(const char *kind)
{
	if (strcmp(kind, "dotdot") == 0)
		file("x/../../../outside");
	else if (strcmp(kind, "absolute") == 0)
		file("/tmp/cudaenv-outside");
	else if (strcmp(kind, "beside") == 0)
		file("y/bin/nvcc");
	else if (strcmp(kind, "link-out") == 0)
		put("x/lib/l", AE_IFLNK, 0777, "../../outside", 0);
	else if (strcmp(kind, "link-absolute") == 0)
		put("x/lib/l", AE_IFLNK, 0777, "/etc/passwd", 0);
	else if (strcmp(kind, "link-chain") == 0) {
		put("x/a/up", AE_IFLNK, 0777, "..", 0);
		put("x/l", AE_IFLNK, 0777, "a/up/../..", 0);
	} else if (strcmp(kind, "link-through") == 0) {
		put("x/l", AE_IFLNK, 0777, "bin", 0);
		file("x/l/planted");
	} else if (strcmp(kind, "hardlink-out") == 0)
		put("x/h", AE_IFREG, 0644, "x/../../../outside", 0);
	else if (strcmp(kind, "hardlink-absolute") == 0)
		put("x/h", AE_IFREG, 0644, "/etc/passwd", 0);
	else if (strcmp(kind, "device") == 0)
		put("x/null", AE_IFCHR, 0666, NULL, 0);
	else if (strcmp(kind, "fifo") == 0)
		put("x/fifo", AE_IFIFO, 0666, NULL, 0);
	else if (strcmp(kind, "setuid") == 0)
		put("x/bin/su", AE_IFREG, 04755, NULL, 3);
	else if (strcmp(kind, "newline") == 0)
		file("x/a\nb");
	else if (strcmp(kind, "escape") == 0)
		file("x/a\033[2Jb");
	else if (strcmp(kind, "not-utf8") == 0)
		file("x/a\xff\xfe");
	else if (strcmp(kind, "twice") == 0)
		file("x/bin/nvcc");
	else if (strcmp(kind, "record") == 0)
		file("x/.cudaenv/toolkit.conf");
	else if (strcmp(kind, "entries") == 0)
		many("e", 10000);
	else if (strcmp(kind, "bytes") == 0)
		put("x/zeros", AE_IFREG, 0644, NULL, 300L << 20);
	else if (strcmp(kind, "deep") == 0)
		file(repeated("d/", 100));
	else if (strcmp(kind, "long") == 0)
		file(repeated("dddddddddddddddd", 100));
	else
		return 1;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	out = archive_write_new();
	archive_write_add_filter_xz(out);
	archive_write_set_filter_option(out, "xz", "compression-level", "1");
	archive_write_set_format_gnutar(out);
	archive_write_set_format_option(out, "gnutar", "hdrcharset", "BINARY");
	if (archive_write_open_fd(out, STDOUT_FILENO) != ARCHIVE_OK)
		return 1;
	file("x/bin/nvcc");
	if (make(argv[1]))
		return 2;
	return archive_write_close(out) == ARCHIVE_OK ? 0 : 1;
}
