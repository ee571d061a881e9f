/* SPDX-License-Identifier: MIT
 * Python wheels, honest and hostile. `wheel DIR PROJECT VERSION KIND` writes one to standard
 * output: the files below DIR, METADATA with the lines of DIR/../requires if that exists, a
 * license, and RECORD. KIND is what is wrong with it; `good' is nothing. `wheel -x FILE`
 * unpacks one into the current directory.
 */
#include "config.h"

#include "install/digest.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct archive *out;
static const char *kind;
static char record[1 << 20];

static bool is(const char *name)
{
	return strcmp(kind, name) == 0;
}

static void put(const char *name, unsigned type, unsigned mode, const char *p, long n)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, mode);
	archive_entry_set_size(entry, n);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(entry, p);
	if (archive_write_header(out, entry) != ARCHIVE_OK ||
		(type == AE_IFREG && n && archive_write_data(out, p, (size_t)n) < 0))
		exit(1);
	archive_entry_free(entry);
}

/* Adds a line to RECORD, with the digest in base64url. */
static void list(const char *name, const char *p, long n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct digest *digest = digest_new();
	char hex[DIGEST_HEX + 1], coded[64] = "";
	unsigned bits = 0, have = 0, m = 0;

	digest_add(digest, p, (size_t)n);
	digest_end(digest, hex);
	digest_free(digest);
	for (const char *h = hex; *h; h++) {
		bits = bits << 4 | (unsigned)(*h <= '9' ? *h - '0' : *h - 'a' + 10);
		for (have += 4; have >= 6; have -= 6)
			coded[m++] = digits[bits >> (have - 6) & 63];
	}
	coded[m] = digits[bits << (6 - have) & 63];
	sprintf(record + strlen(record), "%s,sha256=%s,%ld\n", name, coded, n);
}

static void add(const char *name, unsigned mode, const char *p, long n)
{
	put(name, AE_IFREG, mode, p, n);
	list(name, p, n);
}

static void add_files(const char *dir, const char *below)
{
	struct dirent **names;
	int n = scandir(dir, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char path[4096], name[4096];
		struct stat st;
		char *text;
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		snprintf(name, sizeof(name), "%s%s", below, names[i]->d_name);
		free(names[i]);
		if (path[strlen(dir) + 1] == '.')
			continue;
		if (stat(path, &st) < 0)
			exit(1);
		if (S_ISDIR(st.st_mode)) {
			strcat(name, "/");
			add_files(path, name);
			continue;
		}
		text = calloc(1, (size_t)st.st_size + 1);
		file = fopen(path, "r");
		if (!text || !file ||
			fread(text, 1, (size_t)st.st_size, file) != (size_t)st.st_size)
			exit(1);
		fclose(file);
		add(name, st.st_mode & 07777, text, st.st_size);
		free(text);
	}
	if (n >= 0)
		free(names);
}

/* The entries that are wrong. */
static void add_wrong(void)
{
	if (is("dotdot"))
		add("nvidia/cu13/../../../outside", 0644, "x", 1);
	else if (is("absolute"))
		add("/tmp/cudaenv-outside", 0644, "x", 1);
	else if (is("link"))
		put("nvidia/cu13/lib/l", AE_IFLNK, 0777, "other", 0);
	else if (is("setuid"))
		add("nvidia/cu13/bin/su", 04755, "x", 1);
	else if (is("newline"))
		put("nvidia/cu13/lib/a\nb", AE_IFREG, 0644, "x", 1);
	else if (is("own"))
		add("nvidia/cu13/.cudaenv/toolkit.conf", 0644, "x", 1);
	else if (is("data"))
		add("x-1.data/scripts/nvcc", 0755, "x", 1);
	else if (is("unlisted"))
		put("nvidia/cu13/lib/extra", AE_IFREG, 0644, "x", 1);
	else if (is("missing"))
		list("nvidia/cu13/lib/absent", "x", 1);
	else if (is("digest")) {
		put("nvidia/cu13/lib/wrong", AE_IFREG, 0644, "y", 1);
		list("nvidia/cu13/lib/wrong", "x", 1);
	} else if (is("size")) {
		put("nvidia/cu13/lib/wrong", AE_IFREG, 0644, "xx", 2);
		list("nvidia/cu13/lib/wrong", "x", 1);
	} else if (is("twice")) {
		add("nvidia/cu13/lib/same", 0644, "x", 1);
		put("nvidia/cu13/lib/same", AE_IFREG, 0644, "x", 1);
	} else if (is("listed-twice")) {
		add("nvidia/cu13/lib/same", 0644, "x", 1);
		list("nvidia/cu13/lib/same", "x", 1);
	} else if (is("no-digest")) {
		put("nvidia/cu13/lib/bare", AE_IFREG, 0644, "x", 1);
		strcat(record, "nvidia/cu13/lib/bare,,\n");
	} else if (is("listed-dir")) {
		strcat(record, "nvidia/cu13/lib,,\n");
	} else if (is("listed-escape")) {
		strcat(record, "nvidia/\033[31m,,\n");
	} else if (is("listed-case")) {
		list("NVIDIA/cu13/lib/libnvvm.so.4", "x", 1);
	} else if (is("bomb")) {
		static char zeros[1 << 20];
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_pathname(entry, "nvidia/cu13/lib/zeros");
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		archive_entry_set_size(entry, 300L << 20);
		if (archive_write_header(out, entry) != ARCHIVE_OK)
			exit(1);
		archive_entry_free(entry);
		for (int i = 0; i < 300; i++)
			archive_write_data(out, zeros, sizeof(zeros));
	} else if (is("python")) {
		add("nvidia/__init__.py", 0644, "", 0);
		add("nvidia/cu13/__init__.py", 0644, "", 0);
	}
}

static void add_metadata(
	const char *dir, const char *top, const char *project, const char *version)
{
	static char text[1 << 16];
	char path[4096];
	FILE *file;
	size_t n;

	sprintf(text, "Metadata-Version: 2.4\nName: %s\nVersion: %s\n", project, version);
	snprintf(path, sizeof(path), "%s/../requires", dir);
	file = fopen(path, "r");
	n = strlen(text);
	if (file) {
		n += fread(text + n, 1, sizeof(text) - n - 64, file);
		fclose(file);
	}
	strcpy(text + n, "\nRequires-Dist: not-a-header\n");
	snprintf(path, sizeof(path), "%s/METADATA", top);
	add(path, 0644, text, (long)strlen(text));
	snprintf(path, sizeof(path), "%s/licenses/License.txt", top);
	add(path, 0644, "license\n", 8);
}

static int unpack(const char *file)
{
	struct archive *in = archive_read_new();
	struct archive_entry *entry;
	int r;

	archive_read_support_format_zip(in);
	r = archive_read_open_filename(in, file, 65536);
	while (r == ARCHIVE_OK && archive_read_next_header(in, &entry) == ARCHIVE_OK)
		r = archive_read_extract(in, entry, ARCHIVE_EXTRACT_PERM);
	archive_read_free(in);
	return r == ARCHIVE_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	char top[256], name[512];

	if (argc == 3 && strcmp(argv[1], "-x") == 0)
		return unpack(argv[2]);
	if (argc != 5)
		return 2;
	kind = argv[4];
	snprintf(top, sizeof(top), "%s", argv[2]);
	for (char *p = top; *p; p++)
		if (*p == '-')
			*p = '_';
	snprintf(top + strlen(top), sizeof(top) - strlen(top), "-%s.dist-info", argv[3]);
	out = archive_write_new();
	archive_write_set_format_zip(out);
	if (is("encrypted") &&
		(archive_write_set_options(out, "zip:encryption=traditional") ||
			archive_write_set_passphrase(out, "secret")))
		return 77; /* this libarchive cannot */
	archive_write_set_bytes_in_last_block(out, 1);
	if (archive_write_open_fd(out, STDOUT_FILENO) != ARCHIVE_OK)
		return 1;
	add_files(argv[1], "");
	add_wrong();
	add_metadata(argv[1], top, argv[2], argv[3]);
	snprintf(name, sizeof(name), "%s/RECORD", top);
	sprintf(record + strlen(record), "%s,,\n", name);
	if (!is("no-record"))
		put(name, AE_IFREG, 0644, record, (long)strlen(record));
	return archive_write_free(out) == ARCHIVE_OK ? 0 : 1;
}
