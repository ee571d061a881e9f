/* SPDX-License-Identifier: MIT
 * A captured machine is from outside: paths are checked one by one, directories and files
 * are made before any link is, and no link is ever written through.
 */
#include "config.h"

#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>

#define CAPTURE_MAX ((size_t)32 << 20)
enum { ENTRIES_MAX = 20000 };

enum kind { KIND_DIR, KIND_FILE, KIND_LINK };

struct entry {
	enum kind kind;
	const char *path, *target;
	struct str content;
	bool dropped;
};

struct parser {
	struct replay *replay;
	struct entry *entries;
	size_t n, number;    /* of the line */
	struct str *content; /* where "|" lines go; NULL */
	const char *key;     /* of the answer that they go to */
	struct str value;
};

static int refuse(struct parser *parser, const char *what)
{
	parser->replay->problem =
		arena_printf(parser->replay->arena, "line %zu: %s", parser->number, what);
	return -EINVAL;
}

/* %XX back into its byte; NUL never. */
static char *decoded(struct arena *arena, const char *s)
{
	struct str out = str_new(arena);

	while (*s) {
		char hex[3] = { 0 };
		long value;

		if (*s == '%' && strspn(s + 1, "0123456789ABCDEFabcdef") >= 2) {
			memcpy(hex, s + 1, 2);
			value = strtol(hex, NULL, 16);
			if (value)
				str_addc(&out, (char)value);
			s += 3;
		} else {
			str_addc(&out, *s++);
		}
	}
	return out.s;
}

/* Absolute, in plain components. */
static bool path_good(const char *path)
{
	if (*path != '/' || !path[1] || strlen(path) > 2048)
		return false;
	for (const char *p = path; *p; p += strcspn(p, "/")) {
		size_t n;

		p++;
		n = strcspn(p, "/");
		if (n == 0 || n > 255 || (n == 1 && p[0] == '.') ||
			(n == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

/* What stands before for this path, or below it, counts no more. */
static void drop(struct parser *parser, const char *path, bool below)
{
	for (size_t i = 0; i < parser->n; i++) {
		const char *rest = after(parser->entries[i].path, path);

		if (rest && (!*rest || (below && *rest == '/')))
			parser->entries[i].dropped = true;
	}
}

static int add_entry(
	struct parser *parser, enum kind kind, const char *path, const char *target)
{
	struct entry *entry;

	if (!path_good(path))
		return refuse(parser, "a path that is not absolute and plain");
	if (parser->n >= ENTRIES_MAX)
		return refuse(parser, "too many entries");
	drop(parser, path, kind != KIND_DIR);
	entry = &parser->entries[parser->n++];
	*entry = (struct entry){ .kind = kind,
		.path = path,
		.target = target,
		.content = str_new(parser->replay->arena) };
	parser->content = kind == KIND_FILE ? &entry->content : NULL;
	return 0;
}

static int add_hex(struct parser *parser, const char *path, const char *hex)
{
	int r = add_entry(parser, KIND_FILE, path, NULL);

	for (; r == 0 && hex[0] && hex[1]; hex += 2) {
		char byte[3] = { hex[0], hex[1], 0 };

		str_addc(parser->content, (char)strtol(byte, NULL, 16));
	}
	parser->content = NULL;
	return r;
}

/* The answer that is being read is complete. */
static void keep_answer(struct parser *parser)
{
	struct answers *answers = parser->replay->answers;

	if (!parser->key)
		return;
	for (size_t i = 0; i < answers->keys.n; i++)
		if (streq(answers->keys.v[i], parser->key))
			answers->values.v[i] = parser->value.s;
	answer_keep(answers, parser->key, parser->value.s);
	parser->key = NULL;
}

static int add_more(struct parser *parser, const char *text)
{
	text = decoded(parser->replay->arena, *text == ' ' ? text + 1 : text);
	if (parser->key)
		str_addf(&parser->value, "%s%s", parser->value.len ? "\n" : "", text);
	else if (parser->content)
		str_addf(parser->content, "%s\n", text);
	else
		return refuse(parser, "a line that belongs to no entry");
	return 0;
}

static int add_assignment(struct parser *parser, const char *rest, bool is_answer)
{
	struct arena *arena = parser->replay->arena;
	const char *equals = strchr(rest, '=');
	char *name, *value;

	if (!equals || equals == rest)
		return refuse(parser, "an entry without `='");
	name = decoded(arena, arena_ndup(arena, rest, (size_t)(equals - rest)));
	value = decoded(arena, equals + 1);
	if (is_answer) {
		parser->key = name;
		parser->value = str_new(arena);
		str_add(&parser->value, value);
	} else {
		vars_set(&parser->replay->vars, name, value, true);
	}
	return 0;
}

static int parse_line(struct parser *parser, const char *line)
{
	struct arena *arena = parser->replay->arena;
	const char *rest;
	struct strv words;

	if (*line == '|')
		return add_more(parser, line + 1);
	if (!*line || *line == '#')
		return 0;
	keep_answer(parser);
	parser->content = NULL;
	words = strv_split(arena, line, ' ');
	for (size_t i = 0; i < words.n; i++)
		words.v[i] = decoded(arena, words.v[i]);
	if ((rest = after(line, "env ")))
		return add_assignment(parser, rest, false);
	if ((rest = after(line, "answer ")))
		return add_assignment(parser, rest, true);
	if ((rest = after(line, "cwd "))) {
		parser->replay->cwd = decoded(arena, rest);
		return 0;
	}
	if ((rest = after(line, "dir ")))
		return add_entry(parser, KIND_DIR, decoded(arena, rest), NULL);
	if ((rest = after(line, "file ")))
		return add_entry(parser, KIND_FILE, decoded(arena, rest), NULL);
	if (words.n == 3 && streq(words.v[0], "link"))
		return add_entry(parser, KIND_LINK, words.v[1], words.v[2]);
	if (words.n == 3 && streq(words.v[0], "hex"))
		return add_hex(parser, words.v[1], words.v[2]);
	if (words.n == 2 && streq(words.v[0], "absent")) {
		drop(parser, words.v[1], true);
		return 0;
	}
	if (words.n == 2 && streq(words.v[0], "unset")) {
		vars_set(&parser->replay->vars, words.v[1], NULL, false);
		return 0;
	}
	if (words.n >= 2 && streq(words.v[0], "selected")) {
		parser->replay->selected = spec_valid(words.v[1]) ? words.v[1] : NULL;
		parser->replay->origin = words.n > 2 && *words.v[2] ? words.v[2] : NULL;
		return 0;
	}
	return refuse(parser, "an entry of an unknown kind");
}

static int parse(struct parser *parser, const char *text)
{
	struct strv lines = strv_split(parser->replay->arena, text, '\n');
	int r;

	if (!streq(lines.v[0], "cudaenv-capture 1")) {
		parser->replay->problem =
			"it was not written by `cudaenv doctor --capture'";
		return -EINVAL;
	}
	for (size_t i = 1; i < lines.n; i++) {
		parser->number = i + 1;
		r = parse_line(parser, lines.v[i]);
		if (r < 0)
			return r;
	}
	keep_answer(parser);
	return 0;
}

/* --- making it ------------------------------------------------------------------------
 */

static int make_file(const char *path, const struct str *content)
{
	_cleanup_close_ int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	size_t done = 0;

	if (fd < 0)
		return -errno;
	while (done < content->len) {
		ssize_t n = write(fd, content->s + done, content->len - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Is every directory above `path`, from the root on, a real one? */
static bool above_is_plain(struct arena *arena, const char *root, const char *path)
{
	for (const char *end = path + 1; (end = strchr(end, '/')); end++) {
		struct stat st;
		const char *dir =
			arena_printf(arena, "%s%.*s", root, (int)(end - path), path);

		if (lstat(dir, &st) == 0 && !S_ISDIR(st.st_mode))
			return false;
	}
	return true;
}

static int make_entry(struct replay *replay, const struct entry *entry)
{
	const char *path = arena_printf(replay->arena, "%s%s", replay->root, entry->path);
	int r;

	if (entry->kind == KIND_DIR)
		return dir_make(path);
	if (!above_is_plain(replay->arena, replay->root, entry->path))
		return -ELOOP;
	r = dir_make(path_parent(replay->arena, path));
	if (r < 0)
		return r;
	if (entry->kind == KIND_FILE)
		return make_file(path, &entry->content);
	return symlink(entry->target, path) < 0 ? -errno : 0;
}

static int make_all(struct parser *parser)
{
	for (int links = 0; links < 2; links++)
		for (size_t i = 0; i < parser->n; i++) {
			const struct entry *entry = &parser->entries[i];
			int r;

			if (entry->dropped || (entry->kind == KIND_LINK) != (links == 1))
				continue;
			r = make_entry(parser->replay, entry);
			if (r < 0) {
				parser->replay->problem =
					arena_printf(parser->replay->arena, "%s: %s",
						entry->path, strerror(-r));
				return r;
			}
		}
	return 0;
}

int replay_open(
	struct replay *replay, struct arena *arena, const char *file, const char *tmpdir)
{
	struct parser parser = { .replay = replay };
	struct text text;
	int r = file_read(arena, AT_FDCWD, file, CAPTURE_MAX, &text);

	*replay = (struct replay){ .arena = arena,
		.vars = vars_new(arena, NULL),
		.answers = answers_new(arena, ORIGIN_CAPTURED) };
	if (r < 0) {
		replay->problem = strerror(-r);
		return r;
	}
	parser.entries = arena_alloc(arena, ENTRIES_MAX * sizeof(struct entry));
	r = parse(&parser, text.s);
	if (r < 0)
		return r;
	replay->root = arena_printf(
		arena, "%s/cudaenv-XXXXXX", tmpdir && *tmpdir == '/' ? tmpdir : "/tmp");
	if (!mkdtemp(replay->root)) {
		replay->problem =
			arena_printf(arena, "%s: %s", replay->root, strerror(errno));
		replay->root = NULL;
		return -EIO;
	}
	return make_all(&parser);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

void replay_close(struct replay *replay)
{
	if (replay->root && nftw(replay->root, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0)
		return;
	replay->root = NULL;
}
