/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "index.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INDEX_MAX = 1024 * 1024, NUMBER_LIMIT = 1 << 30, ENTRIES_MAX = 65536 };

static const char header[] = "# SPDX-License-Identifier: MIT\n"
			     "# Made by `make explain-index'; format 1.\n";

/* --- reading ---------------------------------------------------------------------------- */

struct reading {
	struct knowledge *k;
	const char *dir;
	const struct grams *grams;
	const char *at; /* in the index, which ends with NUL */
	int dir_fd, fd; /* of the directory, and of the current file; -1: not open */
	size_t size, n_files;
};

/* What a line contains of an entry. */
struct listed {
	size_t offset, len, line;
	const char *codes; /* "cuda:803 cuda:804 " */
	bool allowed;	   /* the text may contain one of its patterns */
};

static bool number(struct reading *r, size_t *n)
{
	const char *start = r->at;

	for (*n = 0; *r->at >= '0' && *r->at <= '9' && *n < NUMBER_LIMIT; r->at++)
		*n = *n * 10 + (size_t)(*r->at - '0');
	return r->at > start && (*r->at == ' ' || *r->at == '\n') && *n < NUMBER_LIMIT;
}

/* Reads a gram: the letters A to P are its digits, which needs no branch. Returns a number
 * of more than 16 bits if it is not one. */
static unsigned read_gram(const char *s)
{
	unsigned a = (unsigned)s[0] - 'A', b = (unsigned)s[1] - 'A',
		 c = (unsigned)s[2] - 'A', d = (unsigned)s[3] - 'A';

	return (a | b | c | d) > 15 ? UINT_MAX : a << 12 | b << 8 | c << 4 | d;
}

/* Reads the grams of one pattern. Mostly, the text does not contain the first. */
static bool pair(struct reading *r, bool *allowed)
{
	unsigned first = read_gram(r->at), second;

	if (first > 0xffff)
		return false;
	if (grams_have(r->grams, first)) {
		second = read_gram(r->at + 4);
		if (second > 0xffff)
			return false;
		*allowed |= grams_have(r->grams, second);
	}
	r->at += 8; /* the text is followed by as many NULs */
	return true;
}

static bool read_line(struct reading *r, struct listed *entry)
{
	*entry = (struct listed){ .codes = "" };
	if (!number(r, &entry->offset) || *r->at++ != ' ' || !number(r, &entry->len) ||
		*r->at++ != ' ' || !number(r, &entry->line))
		return false;
	if (entry->offset > r->size || entry->len > r->size - entry->offset ||
		!entry->line)
		return false;
	entry->codes = r->at;
	while (*r->at == ' ') {
		size_t n;

		r->at++;
		if (pair(r, &entry->allowed))
			continue;
		n = strcspn(r->at, " \n");
		if (*r->at == '*')
			entry->allowed = true;
		else if (!memchr(r->at, ':', n))
			return false;
		r->at += n;
	}
	return *r->at++ == '\n';
}

/* The codes of an entry that the text does not contain. */
static void add_codes(struct reading *r, const struct listed *entry)
{
	const char *s = entry->codes;
	struct entry_ref *ref;
	bool any = false;

	while (*s == ' ') {
		size_t n = strcspn(++s, " \n");
		const char *colon = memchr(s, ':', n);

		if (!colon)
			break;
		knowledge_add_code(r->k, s, (size_t)(colon - s), colon + 1,
			n - (size_t)(colon + 1 - s));
		any = true;
		s += n;
	}
	if (!any)
		return;
	ref = knowledge_add_entry(r->k);
	ref->offset = entry->offset;
	ref->len = entry->len;
	ref->line = entry->line;
}

static bool add_entry(struct reading *r, const struct listed *entry)
{
	size_t n = r->k->n_entries;
	char *text;

	if (!entry->allowed) {
		add_codes(r, entry);
		return true;
	}
	if (r->fd < 0)
		r->fd = file_open_regular(
			r->dir_fd, path_base(r->k->files.v[r->k->files.n - 1]));
	if (r->fd < 0)
		return false;
	text = arena_alloc(r->k->arena, entry->len + 1);
	if (pread(r->fd, text, entry->len, (off_t)entry->offset) != (ssize_t)entry->len)
		return false;
	knowledge_add_part(r->k, text, entry->len, entry->offset, entry->line,
		grams_allow, r->grams);
	if (r->k->n_entries > n)
		r->k->entry[n].text = text;
	return true;
}

/* Reads "=FILE SIZE". */
static bool next_file(struct reading *r)
{
	size_t n = strcspn(++r->at, " \n/");
	const char *path =
		path_join(r->k->arena, r->dir, arena_ndup(r->k->arena, r->at, n));
	struct stat st;

	r->at += n;
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	r->n_files++;
	if (*r->at++ != ' ' || !number(r, &r->size) || *r->at++ != '\n')
		return false;
	strv_add(&r->k->files, path);
	return fstatat(r->dir_fd, path_base(path), &st, 0) == 0 &&
	       st.st_size == (off_t)r->size;
}

static bool read_index(struct reading *r)
{
	struct listed entry;

	if (strncmp(r->at, header, strlen(header)) != 0)
		return false;
	r->at += strlen(header);
	while (*r->at)
		if (*r->at == '=') {
			if (!next_file(r))
				return false;
		} else if (!r->n_files || !read_line(r, &entry) ||
			   !add_entry(r, &entry)) {
			return false;
		}
	return r->n_files == knowledge_files(r->k->arena, r->dir).n;
}

/* In one piece: this is most of what the index costs. */
static int read_text(struct arena *arena, int dir, const char *name, struct text *text)
{
	_cleanup_close_ int fd = file_open_regular(dir, name);
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fd < 0 ? fd : -errno;
	if (st.st_size > INDEX_MAX)
		return -EFBIG;
	text->s = arena_alloc(arena, (size_t)st.st_size + 8);
	n = fd_fill(fd, text->s, (size_t)st.st_size);
	if (n < 0)
		return (int)n;
	text->len = (size_t)n;
	return 0;
}

bool index_add(struct knowledge *k, const char *dir, const struct grams *grams)
{
	_cleanup_close_ int dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct reading r = { k, dir, grams, .dir_fd = dir_fd, .fd = -1 };
	struct knowledge before = *k;
	struct text text = { NULL, 0 };
	bool good;

	if (dir_fd < 0 || read_text(k->arena, dir_fd, "index", &text) < 0)
		return false;
	r.at = text.s;
	good = read_index(&r);
	if (r.fd >= 0)
		close(r.fd);
	if (good) {
		k->n_packaged = k->files.n;
		return true;
	}
	k->files.n = before.files.n;
	k->n_entries = before.n_entries;
	k->n_patterns = before.n_patterns;
	k->n_codes = before.n_codes;
	k->notes.n = before.notes.n;
	return false;
}

/* --- writing ---------------------------------------------------------------------------- */

enum { GRAMS = 65536 };

/* The patterns of each entry, collected while the files are added. */
struct writing {
	struct arena *arena;
	const struct knowledge *k;
	struct strv patterns; /* of all entries */
	size_t *first;	      /* of each entry: its first pattern */
	unsigned *count;      /* of each gram: how many patterns have it */
	unsigned n_and;	      /* of the entry, before this pattern */
};

static bool collect(const void *arg, const char *s, size_t n)
{
	struct writing *w = *(struct writing *const *)arg;
	struct grams_walk walk = { s, n, 0, 0 };
	size_t entry = w->k->n_entries;
	unsigned gram, n_and = w->k->entry[entry].n_and;
	bool and = n_and > (w->first[entry + 1] ? w->n_and : 0);

	w->n_and = n_and;
	while (grams_next(&walk, &gram))
		w->count[gram]++;
	if (and)
		return true;
	strv_add(&w->patterns, arena_ndup(w->arena, s, n));
	w->first[entry + 1] = w->patterns.n;
	return true;
}

static void write_grams(unsigned first, unsigned second, struct str *to)
{
	str_addc(to, ' ');
	for (int shift = 28; shift >= 0; shift -= 4)
		str_addc(to, (char)('A' + ((first << 16 | second) >> shift & 15)));
}

static void write_pattern(const struct writing *w, const char *pattern, struct str *to)
{
	struct grams_walk walk = { pattern, strlen(pattern), 0, 0 };
	unsigned gram, best[2] = { GRAMS, GRAMS };

	while (grams_next(&walk, &gram))
		if (best[0] == GRAMS || w->count[gram] < w->count[best[0]]) {
			best[1] = best[0];
			best[0] = gram;
		} else if (best[1] == GRAMS || w->count[gram] < w->count[best[1]]) {
			best[1] = gram;
		}
	if (best[0] == GRAMS)
		str_add(to, " *");
	else
		write_grams(best[0], best[best[1] != GRAMS], to);
}

static void write_entry(struct writing *w, size_t i, struct str *to)
{
	const struct knowledge *k = w->k;
	const struct entry_ref *entry = &k->entry[i];

	str_addf(to, "%zu %zu %zu", entry->offset, entry->len, entry->line);
	for (size_t j = 0; j < k->n_codes; j++)
		if (k->code[j].entry == i)
			str_addf(to, " %s:%s", k->code[j].api, k->code[j].number);
	for (size_t j = w->first[i]; j < w->first[i + 1]; j++)
		write_pattern(w, w->patterns.v[j], to);
	str_addc(to, '\n');
}

struct str index_text(struct arena *arena, const char *dir)
{
	struct knowledge k = knowledge_new(arena);
	struct writing w = { .arena = arena,
		.k = &k,
		.patterns = strv_new(arena),
		.first = arena_alloc(arena, ENTRIES_MAX * sizeof(*w.first)),
		.count = arena_alloc(arena, GRAMS * sizeof(*w.count)) };
	struct writing *arg = &w;
	struct str to = str_new(arena);
	size_t entry = 0;

	knowledge_add_dir(&k, dir, true, collect, &arg);
	str_add(&to, header);
	for (size_t i = 0; i < k.files.n; i++) {
		struct stat st;

		if (stat(k.files.v[i], &st) < 0)
			continue;
		str_addf(&to, "=%s %lld\n", path_base(k.files.v[i]),
			(long long)st.st_size);
		for (; entry < k.n_entries && k.entry[entry].file == i; entry++)
			write_entry(&w, entry, &to);
	}
	return to;
}
