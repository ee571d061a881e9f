/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "knowledge.h"

#include "recfile.h"

#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 256, CAUSES_MAX = 8, REMEDIES_MAX = 64, BUFFER = 64 * 1024 };

struct knowledge knowledge_new(struct arena *arena)
{
	return (struct knowledge){
		.arena = arena,
		.files = strv_new(arena),
		.notes = strv_new(arena),
	};
}

static void note(struct knowledge *k, const char *file, size_t line, const char *wrong)
{
	strv_add(&k->notes, arena_printf(k->arena, "%s:%zu: %s", file, line, wrong));
}

static void *grown(struct arena *arena, void *old, size_t n, size_t *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return old;
	*cap = *cap ? *cap * 4 : 64;
	more = arena_alloc(arena, *cap * size);
	if (n)
		memcpy(more, old, n * size);
	return more;
}

/* --- the index ------------------------------------------------------------------------ */

/* Fields that the index reads, and the others. Each line of each file is compared with
 * them, so the first letter decides. */
enum field { FIELD_NONE, FIELD_OTHER, FIELD_MATCH, FIELD_AND, FIELD_CODE, FIELD_NUMBER };

/* The length is a constant, so the comparison is of one or two words. */
#define STARTS(name) (n >= sizeof(name) && memcmp(s, name ":", sizeof(name)) == 0)

static enum field field_at(const char *s, size_t n)
{
	bool other = false;

	switch (*s) {
	case 'M':
		if (STARTS("Match"))
			return FIELD_MATCH;
		other = STARTS("Means");
		break;
	case 'A':
		if (STARTS("And"))
			return FIELD_AND;
		other = STARTS("Advice");
		break;
	case 'C':
		if (STARTS("Code"))
			return FIELD_CODE;
		other = STARTS("Cause") || STARTS("Check") || STARTS("Comment");
		break;
	case 'N':
		if (STARTS("Number"))
			return FIELD_NUMBER;
		other = STARTS("Not");
		break;
	case 'S':
		other = STARTS("Sign") || STARTS("Source") || STARTS("Seen");
		break;
	default:
		other = STARTS("Example") || STARTS("Fix") || STARTS("Id") ||
			STARTS("Kind") || STARTS("Rank");
	}
	return other ? FIELD_OTHER : FIELD_NONE;
}

struct indexing {
	struct knowledge *k;
	const char *file;
	knowledge_filter *filter;
	const void *arg;
	bool open; /* within a record */
	const char *text;
	size_t offset;	 /* of the text in the file */
	size_t patterns; /* of the index, before this record */
	size_t codes;
	const char *wrong; /* the fault of this record; NULL */
	size_t wrong_line;
	bool has_match;
};

struct entry_ref *knowledge_add_entry(struct knowledge *k)
{
	struct entry_ref *entry;

	k->entry = grown(
		k->arena, k->entry, k->n_entries, &k->cap_entries, sizeof(*k->entry));
	entry = &k->entry[k->n_entries++];
	*entry = (struct entry_ref){ .file = (unsigned)(k->files.n - 1) };
	return entry;
}

static void begin_entry(struct indexing *x, const struct rec *rec)
{
	struct knowledge *k = x->k;

	knowledge_add_entry(k);
	k->n_entries--; /* until it is complete */
	k->entry[k->n_entries].offset = x->offset + (size_t)(rec->start - x->text);
	k->entry[k->n_entries].line = rec->line;
	x->open = true;
	x->wrong = NULL;
	x->has_match = false;
	x->patterns = k->n_patterns;
	x->codes = k->n_codes;
}

static void wrong(struct indexing *x, const struct rec *rec, const char *what)
{
	if (x->wrong)
		return;
	x->wrong = what;
	x->wrong_line = rec->line;
}

/* The entry ends before `end`. */
static void end_entry(struct indexing *x, const char *end)
{
	struct knowledge *k = x->k;
	struct entry_ref *entry;

	if (!x->open)
		return;
	x->open = false;
	entry = &k->entry[k->n_entries];
	entry->len = x->offset + (size_t)(end - x->text) - entry->offset;
	if (!x->wrong && !x->has_match) {
		x->wrong = "the entry has no Match";
		x->wrong_line = entry->line;
	}
	if (!x->wrong) {
		k->n_entries++;
		return;
	}
	note(k, x->file, x->wrong_line, x->wrong);
	k->n_patterns = x->patterns;
	k->n_codes = x->codes;
}

static void add_pattern(struct indexing *x, const struct rec *rec, bool and)
{
	struct knowledge *k = x->k;
	struct entry_ref *entry = &k->entry[k->n_entries];
	struct pattern_ref ref = { .entry = (unsigned)k->n_entries,
		.and = and? (int)entry->n_and : -1 };
	const char *bad;

	entry->n_and += and;
	x->has_match |= !and;
	if (x->filter && !x->filter(x->arg, rec->value, rec->n_value))
		return;
	bad = pattern_compile(k->arena, rec->value, rec->n_value, &ref.pattern);
	if (bad) {
		wrong(x, rec, bad);
		return;
	}
	k->pattern = grown(k->arena, k->pattern, k->n_patterns, &k->cap_patterns,
		sizeof(*k->pattern));
	k->pattern[k->n_patterns++] = ref;
}

void knowledge_add_code(struct knowledge *k, const char *api, size_t n_api,
	const char *number, size_t n_number)
{
	k->code = grown(k->arena, k->code, k->n_codes, &k->cap_codes, sizeof(*k->code));
	k->code[k->n_codes++] = (struct code_ref){
		arena_ndup(k->arena, api, n_api),
		arena_ndup(k->arena, number, n_number),
		(unsigned)k->n_entries,
	};
}

static void add_code(struct indexing *x, const struct rec *rec)
{
	const char *space = memchr(rec->value, ' ', rec->n_value);
	size_t n = space ? (size_t)(space - rec->value) : 0;

	if (!space)
		wrong(x, rec, "a Code is the name of an API and a number");
	else
		knowledge_add_code(x->k, rec->value, n, space + 1, rec->n_value - n - 1);
}

static void index_field(struct indexing *x, enum field field, struct rec *rec)
{
	struct knowledge *k = x->k;

	if (rec_field(rec) != REC_FIELD || !rec->n_value)
		wrong(x, rec, "the field has no value");
	else if (field == FIELD_MATCH || field == FIELD_AND)
		add_pattern(x, rec, field == FIELD_AND);
	else if (field == FIELD_CODE)
		add_code(x, rec);
	else
		k->entry[k->n_entries].number =
			arena_ndup(k->arena, rec->value, rec->n_value);
}

static void index_line(struct indexing *x, struct rec *rec)
{
	enum field field = field_at(rec->start, (size_t)(rec->line_end - rec->start));
	static const char not_one[] = "not a field, a comment or a continuation";

	if (field == FIELD_NONE && !x->open) {
		note(x->k, x->file, rec->line,
			rec_field(rec) == REC_FIELD ? "no field has this name" : not_one);
		return;
	}
	if (!x->open)
		begin_entry(x, rec);
	if (field == FIELD_NONE)
		wrong(x, rec,
			rec_field(rec) == REC_FIELD ? "no field has this name" : not_one);
	else if (field != FIELD_OTHER)
		index_field(x, field, rec);
}

void knowledge_add_part(struct knowledge *k, const char *text, size_t len, size_t offset,
	size_t line, knowledge_filter *filter, const void *arg)
{
	struct indexing x = { .k = k,
		.file = k->files.v[k->files.n - 1],
		.filter = filter,
		.arg = arg,
		.text = text,
		.offset = offset };
	struct rec rec = rec_new(text, len);

	rec.line = line - 1;
	while (rec_line(&rec))
		if (rec.start == rec.line_end || *rec.start == '\r')
			end_entry(&x, rec.start);
		else if (*rec.start == '+' && !x.open)
			note(k, x.file, rec.line, "a continuation without a field");
		else if (*rec.start != '+' && *rec.start != '#' && *rec.start != '%')
			index_line(&x, &rec);
	end_entry(&x, rec.end);
}

void knowledge_add(struct knowledge *k, const char *file, const char *text, size_t len,
	knowledge_filter *filter, const void *arg)
{
	strv_add(&k->files, file);
	if (memchr(text, '\0', len))
		note(k, file, 1, "the file contains NUL bytes");
	else
		knowledge_add_part(k, text, len, 0, 1, filter, arg);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct strv knowledge_files(struct arena *arena, const char *dir)
{
	_cleanup_closedir_ DIR *stream = opendir(dir);
	struct strv files = strv_new(arena);
	const struct dirent *entry;

	while (stream && (entry = readdir(stream)) && files.n < FILES_MAX) {
		size_t n = strlen(entry->d_name);

		if (n > 4 && *entry->d_name != '.' &&
			streq(entry->d_name + n - 4, ".rec"))
			strv_add(&files, path_join(arena, dir, entry->d_name));
	}
	if (files.n)
		qsort(files.v, files.n, sizeof(*files.v), by_name);
	return files;
}

/* A buffer that is used for one file after another: nothing of the index points into it. */
struct buffer {
	char *s;
	size_t cap;
};

static ssize_t read_file(struct arena *arena, const char *path, struct buffer *buffer)
{
	_cleanup_close_ int fd = file_open_regular(AT_FDCWD, path);
	struct stat st;
	size_t size;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fd < 0 ? fd : -errno;
	if (st.st_size > KNOWLEDGE_FILE_MAX)
		return -EFBIG;
	size = (size_t)st.st_size;
	if (size > buffer->cap) {
		buffer->cap = size;
		buffer->s = arena_alloc(arena, size);
	}
	return fd_fill(fd, buffer->s, size);
}

void knowledge_add_dir(struct knowledge *k, const char *dir, bool packaged,
	knowledge_filter *filter, const void *arg)
{
	struct strv files = knowledge_files(k->arena, dir);
	struct buffer buffer = { NULL, 0 };

	if (files.n)
		buffer = (struct buffer){ arena_alloc(k->arena, BUFFER), BUFFER };
	for (size_t i = 0; i < files.n; i++) {
		ssize_t len = read_file(k->arena, files.v[i], &buffer);

		if (len < 0)
			note(k, files.v[i], 0, strerror((int)-len));
		else
			knowledge_add(k, files.v[i], buffer.s, (size_t)len, filter, arg);
	}
	if (packaged)
		k->n_packaged = k->files.n;
}

/* --- one entry ------------------------------------------------------------------------ */

struct parsing {
	struct knowledge *k;
	struct message *entry;
};

static const char *family_of(struct arena *arena, const char *file)
{
	const char *base = path_base(file);

	return arena_ndup(arena, base, strlen(base) - strlen(".rec"));
}

static long word_of(const char *const *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (streq(words[i], s))
			return (long)i;
	return -1;
}

static const char *set_kind(struct message *entry, const char *value)
{
	static const char *const kinds[] = { "error", "harmless", "normal" };
	long i = word_of(kinds, ARRAY_SIZE(kinds), value);

	if (i < 0)
		return "a Kind is error, harmless or normal";
	entry->kind = (enum message_kind)i;
	return NULL;
}

static const char *set_rank(struct message *entry, const char *value)
{
	static const char *const ranks[] = { "root", "cause", "symptom", "vague" };
	long i = word_of(ranks, ARRAY_SIZE(ranks), value);

	if (i < 0)
		return "a Rank is root, cause, symptom or vague";
	entry->rank = (enum message_rank)i;
	return NULL;
}

static const char *add_cause(struct parsing *p, const char *value)
{
	struct message *entry = p->entry;
	struct arena *arena = p->k->arena;

	if (!entry->cause)
		entry->cause = arena_alloc(arena, CAUSES_MAX * sizeof(*entry->cause));
	if (entry->n_causes == CAUSES_MAX)
		return "the entry has too many causes";
	entry->cause[entry->n_causes++] = (struct cause){
		.text = value, .signs = strv_new(arena), .checks = strv_new(arena)
	};
	return NULL;
}

/* "(conditions) line" or "line". */
static const char *add_remedy(
	struct parsing *p, struct cause *cause, const char *value, bool command)
{
	struct remedy *remedy;
	const char *end = *value == '(' ? strchr(value, ')') : NULL;

	if (!cause->remedy)
		cause->remedy =
			arena_alloc(p->k->arena, REMEDIES_MAX * sizeof(*cause->remedy));
	if (cause->n_remedies == REMEDIES_MAX)
		return "the cause has too many fixes";
	remedy = &cause->remedy[cause->n_remedies++];
	*remedy = (struct remedy){ "", value, command };
	if (!end)
		return NULL;
	remedy->conditions =
		arena_ndup(p->k->arena, value + 1, (size_t)(end - value - 1));
	remedy->line = end + 1 + strspn(end + 1, " ");
	return *remedy->line ? NULL : "conditions without a line";
}

static const char *set_of_cause(
	struct parsing *p, const struct rec *rec, const char *value)
{
	struct message *entry = p->entry;
	struct cause *cause;

	if (!entry->n_causes)
		return "this field follows a Cause";
	cause = &entry->cause[entry->n_causes - 1];
	if (rec_is(rec, "Sign"))
		strv_add(&cause->signs, value);
	else if (rec_is(rec, "Seen"))
		cause->seen = value;
	else if (rec_is(rec, "Check"))
		strv_add(&cause->checks, value);
	else
		return add_remedy(p, cause, value, rec_is(rec, "Fix"));
	return NULL;
}

static const char *set_field(struct parsing *p, const struct rec *rec, const char *value)
{
	struct message *entry = p->entry;

	if (rec_is(rec, "Id"))
		entry->id = value;
	else if (rec_is(rec, "Means"))
		entry->means = value;
	else if (rec_is(rec, "Kind"))
		return set_kind(entry, value);
	else if (rec_is(rec, "Rank"))
		return set_rank(entry, value);
	else if (rec_is(rec, "Cause"))
		return add_cause(p, value);
	else if (rec_is(rec, "Source"))
		strv_add(&entry->sources, value);
	else if (rec_is(rec, "Example"))
		strv_add(&entry->examples, value);
	else if (rec_is(rec, "Not"))
		strv_add(&entry->nots, value);
	else if (rec_is(rec, "Sign") || rec_is(rec, "Seen") || rec_is(rec, "Check") ||
		 rec_is(rec, "Fix") || rec_is(rec, "Advice"))
		return set_of_cause(p, rec, value);
	return NULL;
}

/* The value of the field and of the continuations after it. */
static const char *full_value(struct arena *arena, struct rec *rec, enum rec_kind *next)
{
	struct str value = str_new(arena);

	str_addn(&value, rec->value, rec->n_value);
	while ((*next = rec_next(rec)) == REC_MORE) {
		str_addc(&value, '\n');
		str_addn(&value, rec->value, rec->n_value);
	}
	return value.s;
}

/* `text` begins with the entry. */
static bool parse_entry(struct knowledge *k, size_t index, const char *text, size_t len,
	struct message *entry)
{
	const struct entry_ref *ref = &k->entry[index];
	const char *file = k->files.v[ref->file], *wrong = NULL;
	struct parsing p = { k, entry };
	struct rec rec;
	enum rec_kind kind;
	size_t line = ref->line;

	*entry = (struct message){ .family = family_of(k->arena, file),
		.rank = RANK_CAUSE,
		.sources = strv_new(k->arena),
		.examples = strv_new(k->arena),
		.nots = strv_new(k->arena) };
	rec = rec_new(text, len);
	rec.line = line - 1;
	kind = rec_next(&rec);
	while (!wrong && (kind == REC_FIELD || kind == REC_IGNORED)) {
		struct rec field = rec;
		const char *value = full_value(k->arena, &rec, &kind);

		line = field.line;
		if (field.n_name)
			wrong = set_field(&p, &field, value);
	}
	if (!wrong && (!entry->id || !entry->means)) {
		wrong = entry->id ? "the entry has no Means" : "the entry has no Id";
		line = ref->line;
	}
	if (wrong)
		note(k, file, line, wrong);
	return !wrong;
}

bool knowledge_parse(struct knowledge *k, size_t index, const char *text, size_t len,
	struct message *entry)
{
	size_t offset = k->entry[index].offset;

	return offset < len && parse_entry(k, index, text + offset, len - offset, entry);
}

/* Reads the part of the file that contains the entry. */
static int read_part(const char *path, const struct entry_ref *ref, char *to)
{
	_cleanup_close_ int fd = file_open_regular(AT_FDCWD, path);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, to, ref->len, (off_t)ref->offset);
	if (n < 0)
		return -errno;
	return (size_t)n == ref->len ? 0 : -EIO;
}

bool knowledge_entry(struct knowledge *k, size_t index, struct message *entry)
{
	const struct entry_ref *ref = &k->entry[index];
	const char *path = k->files.v[ref->file];
	char *text;
	int r;

	if (k->texts)
		return knowledge_parse(
			k, index, k->texts[ref->file].s, k->texts[ref->file].len, entry);
	if (ref->text)
		return parse_entry(k, index, ref->text, ref->len, entry);
	text = arena_alloc(k->arena, ref->len + 1);
	r = read_part(path, ref, text);
	if (r < 0) {
		note(k, path, 0, strerror(-r));
		return false;
	}
	return parse_entry(k, index, text, ref->len, entry);
}
