/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "unpack.h"

#include "core/file.h"
#include "digest.h"
#include "dist_record.h"
#include "entry.h"
#include "listing.h"
#include "wheel.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>

#define READ_BLOCK (256 * 1024)
#define LISTING_BLOCK (64 * 1024)
#define WRITEBACK_MIN (4 * 1024 * 1024)

/* The entries and bytes that an archive may contain, by its size. The fullest known archive
 * has an entry for each 600 bytes, and none unpacks to more than 20 times its size. */
#define ENTRIES_BASE 1000
#define BYTES_PER_ENTRY 32
#define UNPACKED_BASE (64LL * 1024 * 1024)
#define UNPACKED_RATIO 200

struct run {
	struct unpack *unpack;
	struct archive *reader, *writer;
	struct entry_rules rules;
	struct digest *digest;
	struct str lines;
	locale_t locale; /* for names in UTF-8; 0 where there is none */
	long long entries, bytes;
	struct listing found; /* of a wheel: all entries, by their names in it */
	const char *record;   /* of a wheel: the name of its RECORD */
};

/* Where the files of a wheel are unpacked that do not belong in the tree. No archive can
 * contain it, and it is not listed. */
#define WHEEL_REST ".cudaenv/wheel/"

static const char *at(struct run *run, const char *name, const char *what)
{
	return arena_printf(
		run->unpack->arena, "entry `%s': %s", name ? name : "?", what);
}

static const char *library(struct run *run, struct archive *which, const char *name)
{
	const char *text = archive_error_string(which);
	int error = archive_errno(which);

	if (error == ENOSPC || error == EDQUOT || error == EFBIG)
		text = strerror(error);
	return at(run, name, text ? text : "cannot be unpacked");
}

static enum entry_kind kind_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry))
		return ENTRY_HARDLINK;
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return ENTRY_FILE;
	case AE_IFDIR:
		return ENTRY_DIR;
	case AE_IFLNK:
		return ENTRY_SYMLINK;
	default:
		return ENTRY_OTHER;
	}
}

/* In a runfile, "builds/cuda_nvcc/bin/nvcc" is bin/nvcc of cuda_nvcc. Returns the component,
 * or NULL if it is not requested. */
static const char *build_of(struct run *run, const char *name, const char **rest)
{
	const char *build, *slash;

	while (skip_prefix(name, "./"))
		name += 2;
	build = skip_prefix(name, "builds/");
	slash = build ? strchr(build, '/') : NULL;
	if (!slash || slash == build)
		return NULL;
	*rest = slash + 1;
	build = arena_ndup(run->unpack->arena, build, (size_t)(slash - build));
	return run->unpack->wanted(run->unpack->user, build) ? build : NULL;
}

/* Applies the policy to the name of a component. */
static const char *build_problem(struct run *run, const char *build)
{
	struct entry entry = { .kind = ENTRY_DIR, .name = build, .mode = 0755 };

	return entry_check(&run->rules, &entry);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && streq(text + n - m, end);
}

/* The same for an entry of a wheel, which has only files. Any bit for execution is one for
 * all users, as Python's installers do it. */
static const char *check_wheel(struct run *run, struct archive_entry *from,
	struct entry *entry, const char **path)
{
	struct arena *arena = run->unpack->arena;
	const char *problem = NULL, *name = entry->path;

	if (archive_entry_is_encrypted(from))
		return at(run, name, "it is encrypted");
	if (entry->kind == ENTRY_DIR) {
		*path = "";
		return NULL;
	}
	if (entry->kind != ENTRY_FILE)
		return at(run, name, "a wheel cannot contain links");
	if (!streq(name, entry->name))
		return at(run, name, "its name is not a plain path");
	if (ends_with(name, ".dist-info/RECORD")) {
		if (run->record)
			return at(run, name, "the wheel has two of them");
		run->record = arena_dup(arena, name);
	}
	entry->mode = entry->mode & 0111 ? 0755 : 0644;
	*path = wheel_place(arena, run->unpack->wheel, name, &problem);
	if (problem)
		return at(run, name, problem);
	if (!*path)
		*path = arena_printf(arena, WHEEL_REST "%s", name);
	return NULL;
}

/* Fills `entry`, and `path` with the path below the current directory; "" to skip it.
 * Returns NULL, or what is wrong. */
static const char *check(struct run *run, struct archive_entry *from, struct entry *entry,
	const char **path)
{
	const char *build = NULL, *problem;

	*entry = (struct entry){
		.kind = kind_of(from),
		.name = archive_entry_pathname(from),
		.mode = archive_entry_perm(from),
	};
	entry->target = entry->kind == ENTRY_HARDLINK ? archive_entry_hardlink(from)
						      : archive_entry_symlink(from);
	*path = "";
	if (run->unpack->wanted && entry->name) {
		const char *of_target, *rest = NULL;

		build = build_of(run, entry->name, &entry->name);
		if (!build)
			return NULL;
		problem = build_problem(run, build);
		if (problem)
			return at(run, archive_entry_pathname(from), problem);
		if (entry->kind == ENTRY_HARDLINK) {
			of_target = entry->target ? build_of(run, entry->target, &rest)
						  : NULL;
			entry->target =
				of_target && streq(of_target, build) ? rest : "..";
		}
	}
	problem = entry_check(&run->rules, entry);
	if (problem)
		return at(run, archive_entry_pathname(from), problem);
	if (!*entry->path)
		return NULL;
	if (run->unpack->wheel)
		return check_wheel(run, from, entry, path);
	*path = !build ? entry->path
		       : arena_printf(run->unpack->arena, "%s/%s", build, entry->path);
	if (build && entry->linked)
		entry->linked =
			arena_printf(run->unpack->arena, "%s/%s", build, entry->linked);
	return NULL;
}

static const char *within_bounds(struct run *run, struct archive_entry *from)
{
	const char *name = archive_entry_pathname(from);
	long long size = archive_entry_size_is_set(from) ? archive_entry_size(from) : 0;

	if (++run->entries > ENTRIES_BASE + run->unpack->size / BYTES_PER_ENTRY)
		return at(run, name, "more entries than an archive of this size has");
	if (archive_entry_sparse_count(from) > 0)
		return at(run, name, "it is a sparse file");
	if (size < 0 ||
		size > UNPACKED_BASE + UNPACKED_RATIO * run->unpack->size - run->bytes)
		return at(run, name, "more bytes than an archive of this size has");
	run->bytes += size;
	return NULL;
}

static const char *copy_data(struct run *run, const char *name, long long size)
{
	const void *p;
	long long have = 0;
	size_t n;
	la_int64_t offset;
	int r;

	while ((r = archive_read_data_block(run->reader, &p, &n, &offset)) ==
		ARCHIVE_OK) {
		if (offset != have || have + (long long)n > size)
			return at(run, name, "its data does not fit its size");
		if (archive_write_data_block(run->writer, p, n, offset) < ARCHIVE_OK)
			return library(run, run->writer, name);
		digest_add(run->digest, p, n);
		have += (long long)n;
		*run->unpack->done = archive_filter_bytes(run->reader, -1);
	}
	if (r != ARCHIVE_EOF)
		return library(run, run->reader, name);
	return have == size ? NULL : at(run, name, "its data ends too early");
}

/* Starts writing a complete file to the disk, so that the sync at the end has little to do. */
static void start_writeback(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0)
		sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

static void strip(struct archive_entry *from, const struct entry *entry, const char *path)
{
	archive_entry_copy_pathname(from, path);
	if (entry->linked)
		archive_entry_copy_hardlink(from, entry->linked);
	archive_entry_set_perm(from, (mode_t)entry->mode);
	archive_entry_xattr_clear(from);
	archive_entry_acl_clear(from);
	archive_entry_set_fflags(from, 0, 0);
}

static const char *hash_linked(struct run *run, const char *path, long long *size)
{
	_cleanup_close_ int fd =
		open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	*size = fd < 0 ? -errno : digest_add_fd(run->digest, fd, -1);
	return *size < 0 ? at(run, path, strerror((int)-*size)) : NULL;
}

static void list(
	struct run *run, const struct entry *entry, const char *path, long long size)
{
	bool file = entry->kind == ENTRY_FILE || entry->kind == ENTRY_HARDLINK;
	char hex[DIGEST_HEX + 1] = "-";
	struct item item = {
		.kind = file			   ? 'f'
			: entry->kind == ENTRY_DIR ? 'd'
						   : 'l',
		.mode = entry->kind == ENTRY_SYMLINK ? 0777 : entry->mode,
		.size = file ? size : 0,
		.sha256 = hex,
		.path = path,
		.target = entry->kind == ENTRY_SYMLINK ? entry->target : NULL,
	};

	if (file)
		digest_end(run->digest, hex);
	if (run->unpack->wheel) {
		struct item found = item;

		found.path = arena_dup(run->unpack->arena, entry->path);
		found.sha256 = arena_dup(run->unpack->arena, hex);
		listing_add(&run->found, found);
		if (skip_prefix(path, WHEEL_REST))
			return;
	}
	item_print(&run->lines, &item);
}

static const char *write_lines(struct run *run, size_t least)
{
	int r;

	if (run->lines.len < least)
		return NULL;
	r = fd_write_all(run->unpack->listing, run->lines.s, run->lines.len);
	run->lines.len = 0;
	return r < 0 ? strerror(-r) : NULL;
}

/* "lib64 -> lib" and "lib -> lib64": both names are the same directory of the tree. */
static bool is_lib_link(const struct entry *entry)
{
	return entry->kind == ENTRY_SYMLINK && streq(entry->path, "lib") &&
	       (streq(entry->target, "lib") || streq(entry->target, "lib64"));
}

static const char *take(struct run *run, struct archive_entry *from)
{
	struct entry entry;
	const char *path, *problem = check(run, from, &entry, &path);
	const char *name = archive_entry_pathname(from);
	struct stat st;
	long long size = archive_entry_size(from);

	if (!problem)
		problem = within_bounds(run, from);
	if (problem || !*path || is_lib_link(&entry))
		return problem;
	if (lstat(path, &st) == 0 && !(entry.kind == ENTRY_DIR && S_ISDIR(st.st_mode)))
		return at(run, name, "it occurs twice");
	name = arena_dup(run->unpack->arena, name);
	strip(from, &entry, path);
	if (archive_write_header(run->writer, from) != ARCHIVE_OK)
		return library(run, run->writer, name);
	digest_start(run->digest);
	if (entry.kind == ENTRY_FILE)
		problem = copy_data(run, name, size);
	if (problem)
		return problem;
	if (archive_write_finish_entry(run->writer) != ARCHIVE_OK)
		return library(run, run->writer, name);
	if (entry.kind == ENTRY_HARDLINK)
		problem = hash_linked(run, path, &size);
	if (entry.kind == ENTRY_FILE && size >= WRITEBACK_MIN)
		start_writeback(path);
	if (!problem)
		list(run, &entry, path, size);
	return problem ? problem : write_lines(run, LISTING_BLOCK);
}

/* Compares the wheel with its RECORD. */
static const char *check_record(struct run *run)
{
	struct arena *arena = run->unpack->arena;
	struct listing listed;
	const char *problem;
	struct text text;
	int r;

	if (!run->record)
		return "it has no RECORD: it is not a wheel";
	r = file_read(arena, AT_FDCWD, arena_printf(arena, WHEEL_REST "%s", run->record),
		DIST_RECORD_MAX, &text);
	if (r < 0)
		return at(run, run->record, strerror(-r));
	r = dist_record_parse(arena, text.s, text.len, &listed, &problem);
	return r < 0 ? at(run, run->record, problem)
		     : dist_record_compare(arena, run->record, &listed, &run->found);
}

/* Names in a pax header should be UTF-8; libarchive changes those that are not. */
static const char *warned(struct run *run, struct archive_entry *from)
{
	const char *text = archive_error_string(run->reader);
	const char *name = archive_entry_pathname(from);

	return run->locale && text && strstr(text, "can't be converted")
		       ? at(run, name, "its name is not UTF-8")
		       : library(run, run->reader, name);
}

static const char *take_all(struct run *run)
{
	struct archive_entry *from;
	const char *problem;
	int r;

	while ((r = archive_read_next_header(run->reader, &from)) == ARCHIVE_OK ||
		r == ARCHIVE_WARN) {
		problem = r == ARCHIVE_OK ? take(run, from) : warned(run, from);
		if (problem)
			return problem;
		*run->unpack->done = archive_filter_bytes(run->reader, -1);
	}
	if (r != ARCHIVE_EOF)
		return arena_printf(run->unpack->arena, "damaged: %s",
			archive_error_string(run->reader)
				? archive_error_string(run->reader)
				: "it cannot be read");
	/* Modes of directories are set last. */
	if (archive_write_close(run->writer) != ARCHIVE_OK)
		return library(run, run->writer, "the directories");
	return write_lines(run, 1);
}

/* libarchive converts the names of pax headers to the locale; without a UTF-8 locale, an
 * archive with an umlaut in a name counts as damaged. */
static locale_t use_utf8(void)
{
	static const char *const names[] = { "C.UTF-8", "en_US.UTF-8" };
	locale_t locale = (locale_t)0;

	for (size_t i = 0; i < ARRAY_SIZE(names) && !locale; i++)
		locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
	if (locale)
		uselocale(locale);
	return locale;
}

static const char *open_both(struct run *run)
{
	run->reader = archive_read_new();
	run->writer = archive_write_disk_new();
	if (!run->reader || !run->writer)
		return "out of memory";
	if (run->unpack->wheel) {
		/* Only the central directory is read, as other installers do: an entry that it
		 * does not list does not exist. */
		archive_read_support_format_zip_seekable(run->reader);
	} else {
		archive_read_support_filter_xz(run->reader);
		archive_read_support_filter_gzip(run->reader);
		archive_read_support_filter_bzip2(run->reader);
		archive_read_support_format_tar(run->reader);
	}
	/* Names as bytes: the policy decides about them, not the locale. */
	archive_read_set_format_option(run->reader, "tar", "hdrcharset", "BINARY");
	/* No UNLINK: it would silently replace a link in the path by a directory. */
	archive_write_disk_set_options(
		run->writer, ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME |
				     ARCHIVE_EXTRACT_SECURE_NODOTDOT |
				     ARCHIVE_EXTRACT_SECURE_SYMLINKS |
				     ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS);
	if (lseek(run->unpack->fd, run->unpack->offset, SEEK_SET) < 0)
		return strerror(errno);
	if (archive_read_open_fd(run->reader, run->unpack->fd, READ_BLOCK) != ARCHIVE_OK)
		return run->unpack->wheel
			       ? "it is not a zip archive"
			       : "it is not a tar archive, or has an unknown compression";
	return NULL;
}

static const char *compare_digest(struct run *run)
{
	struct unpack *unpack = run->unpack;
	char found[DIGEST_HEX + 1];
	long long n;

	if (lseek(unpack->fd, 0, SEEK_SET) < 0)
		return strerror(errno);
	n = digest_add_fd(run->digest, unpack->fd, -1);
	if (n < 0)
		return strerror((int)-n);
	digest_end(run->digest, found);
	if (streq(found, unpack->sha256))
		return NULL;
	unpack->mismatch = true;
	return arena_printf(unpack->arena, "SHA-256 mismatch: expected %s, found %s",
		unpack->sha256, found);
}

const char *unpack_run(struct unpack *unpack)
{
	struct run run = {
		.unpack = unpack,
		.rules = { .arena = unpack->arena,
			.keep_top = unpack->wanted || unpack->wheel,
			.any_name = unpack->wheel != NULL },
		.digest = digest_new(),
		.lines = str_new(unpack->arena),
		.found = listing_new(unpack->arena),
	};
	const char *problem = unpack->sha256 ? compare_digest(&run) : NULL;

	run.locale = use_utf8();

	if (!problem)
		problem = open_both(&run);
	if (!problem)
		problem = take_all(&run);
	if (!problem && unpack->wheel)
		problem = check_record(&run);
	archive_read_free(run.reader);
	archive_write_free(run.writer);
	digest_free(run.digest);
	uselocale(LC_GLOBAL_LOCALE);
	if (run.locale)
		freelocale(run.locale);
	return problem;
}
