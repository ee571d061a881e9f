/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "versionfile.h"

#include "core/file.h"
#include "spec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { LINKS_MAX = 40 }; /* as path_resolution(7) */

/* Returns the length of the byte order mark that some editors write, or 0. */
static size_t bom(const char *text)
{
	return strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static void take_spec(
	struct versionfile *file, const char *path, int line, const char *word, size_t n)
{
	struct arena *arena = file->specs.arena;
	char *spec = arena_ndup(arena, word, n);

	if (spec_valid(spec))
		strv_add(&file->specs, spec);
	else
		strv_add(&file->notes,
			arena_printf(arena,
				"invalid version `%s' ignored in `%s' (line %d)", spec,
				path, line));
}

static struct versionfile file_new(struct arena *arena, const char *text, size_t len)
{
	return (struct versionfile){
		.error = memchr(text, '\0', len) ? -EILSEQ : 0,
		.specs = strv_new(arena),
		.notes = strv_new(arena),
	};
}

struct versionfile versionfile_parse(
	struct arena *arena, const char *path, const char *text, size_t len)
{
	struct versionfile file = file_new(arena, text, len);

	text += bom(text);
	for (int line = 1; file.error == 0 && *text; line++) {
		size_t n = strcspn(text, "\n");
		size_t blank = strspn(text, " \t\r\v\f");
		const char *word = text + blank;
		size_t word_n = blank < n ? strcspn(word, " \t\r\v\f\n") : 0;

		if (word_n && *word != '#')
			take_spec(&file, path, line, word, word_n);
		text += n + (text[n] == '\n');
	}
	return file;
}

struct versionfile versionfile_parse_tools(
	struct arena *arena, const char *path, const char *text, size_t len)
{
	struct versionfile file = file_new(arena, text, len);
	bool cuda = false;

	text += bom(text);
	for (int line = 1; file.error == 0 && *text; line++) {
		size_t n = strcspn(text, "\n");
		char *content = arena_ndup(arena, text, n);
		struct strv words;

		content[strcspn(content, "#")] = '\0';
		words = strv_words(arena, content);
		if (words.n && streq(words.v[0], "cuda")) {
			cuda = true;
			for (size_t i = 1; i < words.n; i++)
				take_spec(&file, path, line, words.v[i],
					strlen(words.v[i]));
		}
		text += n + (text[n] == '\n');
	}
	if (file.error == 0 && !cuda)
		file.error = -ENOENT;
	return file;
}

static struct versionfile unreadable(struct arena *arena, int error)
{
	return (struct versionfile){
		.error = error == -ENOTDIR ? -ENOENT : error,
		.specs = strv_new(arena),
		.notes = strv_new(arena),
	};
}

/* Reads a file that is stored somewhere. What the kernel generates (/proc) has no size; it
 * may change with each read, and so would the messages about it. */
static int read_stored(
	struct arena *arena, int dir, const char *path, size_t max, struct text *text)
{
	_cleanup_close_ int fd = file_open_regular(dir, path);
	struct stat st;
	int r = fd < 0 ? fd : fd_read(arena, fd, max, text);

	if (r == 0 && text->len && fstat(fd, &st) == 0 && st.st_size == 0)
		return -ENOTSUP;
	return r;
}

struct versionfile versionfile_read(struct arena *arena, const char *path)
{
	struct text text;
	int r = read_stored(arena, AT_FDCWD, path, VERSION_FILE_MAX, &text);

	return r < 0 ? unreadable(arena, r)
		     : versionfile_parse(arena, path, text.s, text.len);
}

struct versionfile versionfile_read_tools(struct arena *arena, const char *path)
{
	struct text text;
	int r = read_stored(arena, AT_FDCWD, path, TOOL_VERSIONS_MAX, &text);

	/* Other tools share this file; one that cannot be read is not reported. */
	return r < 0 ? unreadable(arena, -ENOENT)
		     : versionfile_parse_tools(arena, path, text.s, text.len);
}

char *versionfile_edit(struct arena *arena, const char *old, const struct strv *specs,
	enum replace replace)
{
	struct str text = str_new(arena);
	bool placed = false;

	str_addn(&text, old, bom(old));
	old += bom(old);
	while (*old) {
		size_t n = strcspn(old, "\n");
		size_t blank = strspn(old, " \t\r\v\f");
		size_t end = blank;
		bool spec = blank < n && old[blank] != '#' &&
			    (!placed || replace == REPLACE_ALL);
		const char *line_end = old + n + (old[n] == '\n');

		if (!spec) {
			str_addn(&text, old, (size_t)(line_end - old));
		} else if (!placed) {
			end += strcspn(old + blank, " \t\r\v\f\n");
			str_addn(&text, old, blank);
			str_add(&text, strv_join(specs, "\n"));
			str_addn(&text, old + end, (size_t)(line_end - old) - end);
			placed = true;
		}
		old = line_end;
	}
	if (text.len && text.s[text.len - 1] != '\n')
		str_addc(&text, '\n');
	if (!placed)
		str_addf(&text, "%s\n", strv_join(specs, "\n"));
	return text.s;
}

/* Returns the file that writing to `path` changes: `path`, or the end of a chain of links,
 * which may be missing. */
static const char *link_end(struct arena *arena, const char *path)
{
	for (int links = 0; links < LINKS_MAX; links++) {
		const char *target = path_readlink(arena, path);

		if (!target)
			return path;
		path = *target == '/'
			       ? target
			       : path_join(arena, path_parent(arena, path), target);
	}
	return path;
}

/* Returns true if this is a line of a version file. In a file that a link points to, only
 * a comment may follow a spec, and only version numbers and the words that everyone knows
 * are specs. */
static bool line_is_valid(struct arena *arena, char *line, bool linked)
{
	struct strv words = strv_words(arena, line);
	struct spec spec;

	if (!words.n || *words.v[0] == '#')
		return true;
	if (!spec_valid(words.v[0]))
		return false;
	spec = spec_parse(arena, words.v[0]);
	return !linked || ((spec.kind != SPEC_NAMED || spec.numeric) &&
				  (words.n == 1 || *words.v[1] == '#'));
}

/* Returns the reason why this is not the content of a version file, or NULL. */
static const char *content_problem(struct arena *arena, const char *text, bool linked)
{
	text += bom(text);
	for (int number = 1; *text; number++) {
		size_t n = strcspn(text, "\n");
		char *line = arena_ndup(arena, text, n);

		if (!line_is_valid(arena, line, linked))
			return arena_printf(
				arena, "line %d is not a version: `%.40s'", number, line);
		text += n + (text[n] == '\n');
	}
	return NULL;
}

static int read_old(struct arena *arena, int dir, const char *path, bool linked,
	struct text *old, const char **problem)
{
	int r = dir < 0 ? -errno
			: read_stored(arena, dir, path_base(path), VERSION_FILE_MAX, old);

	if (r == -ENOENT && linked)
		*problem = arena_printf(
			arena, "is a link to `%s', which does not exist", path);
	else if (r == -ENOENT && dir >= 0)
		return 0;
	else if (r == -EISDIR || r == -ENOTSUP || r == -EFBIG)
		*problem = versionfile_problem(arena, r, VERSION_FILE_MAX);
	if (r < 0)
		return r;
	if (strlen(old->s) != old->len)
		*problem = versionfile_problem(arena, -EILSEQ, VERSION_FILE_MAX);
	else
		*problem = content_problem(arena, old->s, linked);
	return *problem ? -EILSEQ : 0;
}

int versionfile_write(struct arena *arena, const char *path, const struct strv *specs,
	enum replace replace, const char **problem)
{
	const char *target = link_end(arena, path);
	/* Another user may replace a directory above by a link: what was examined is in
	 * the directory that is open now. */
	_cleanup_close_ int dir =
		open(path_parent(arena, target), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct text old = { arena_dup(arena, ""), 0 };
	char *text;
	int r;

	*problem = NULL;
	r = read_old(arena, dir, target, target != path, &old, problem);
	if (r < 0)
		return r;
	text = versionfile_edit(arena, old.s, specs, replace);
	if (strlen(text) > VERSION_FILE_MAX) {
		/* It could not be read again. */
		*problem = versionfile_problem(arena, -E2BIG, VERSION_FILE_MAX);
		return -E2BIG;
	}
	r = file_replace_at(dir, path_base(target), text, strlen(text));
	return r == -EFBIG ? -ENOSPC : r; /* a limit on writing, not on what exists */
}

const char *versionfile_problem(struct arena *arena, int error, size_t max)
{
	switch (error) {
	case -EISDIR:
		return "is a directory";
	case -ENOTSUP:
		return "is not a regular file";
	case -EFBIG:
		return arena_printf(arena, "is larger than %zu bytes", max);
	case -E2BIG:
		return arena_printf(arena, "would be larger than %zu bytes", max);
	case -EILSEQ:
		return "has a NUL byte";
	default:
		return arena_printf(arena, "cannot be read: %s", strerror(-error));
	}
}
