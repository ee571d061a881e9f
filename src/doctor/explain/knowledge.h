/* SPDX-License-Identifier: MIT
 * The entries about messages: data/explain/FAMILY.rec, in the format of GNU recutils
 * (data/explain/README.md describes the fields).
 *
 * Reading takes two steps, because one message needs one entry of hundreds. The index
 * has each entry's patterns and error codes, and where the entry is. knowledge_entry()
 * reads the rest of it. Both report mistakes as notes, "FILE:LINE: what is wrong", and
 * skip the entry; everything else still works.
 */
#pragma once

#include "pattern.h"

#include "core/file.h"
#include "core/str.h"

enum message_kind {
	KIND_ERROR,    /* something is broken */
	KIND_HARMLESS, /* looks like an error and is none */
	KIND_NORMAL,   /* reports what a healthy system does */
};

/* How deep an entry looks: an error of a lower rank hides those of higher ranks. */
enum message_rank { RANK_ROOT, RANK_CAUSE, RANK_SYMPTOM, RANK_VAGUE };

/* A line of an entry that applies under conditions: a fix or advice. */
struct remedy {
	const char *conditions; /* "ubuntu, !container"; "" */
	const char *line;
	bool command; /* false: prose */
};

struct cause {
	const char *text;
	struct strv signs;     /* by which it is distinguished from the others */
	const char *seen;      /* conditions under which it is seen here; NULL */
	struct strv checks;    /* ids of checks of the doctor that look for it */
	struct remedy *remedy; /* in the order of the file */
	size_t n_remedies;
};

struct message {
	const char *id, *family;
	const char *means;
	enum message_kind kind;
	enum message_rank rank;
	struct cause *cause;
	size_t n_causes;
	struct strv sources;
	/* For tests: the messages that must match, and those that must not. */
	struct strv examples, nots;
};

/* An entry in the index. */
struct entry_ref {
	unsigned file;		  /* in knowledge.files */
	size_t offset, len, line; /* of its text; the line counts from 1 */
	const char *text;	  /* if it is in memory; NULL */
	unsigned n_and;		  /* lines that must be there too */
	const char *number; /* "cuda": its patterns capture a number of this API; NULL */
};

struct pattern_ref {
	struct pattern pattern;
	unsigned entry;
	int and; /* which of the further lines of the entry; -1: one of its messages */
};

struct code_ref {
	const char *api, *number; /* "cuda", "803" */
	unsigned entry;
};

struct knowledge {
	struct arena *arena;
	struct strv files;
	size_t n_packaged; /* of `files`; the others are the site's and the user's */
	struct entry_ref *entry;
	size_t n_entries, cap_entries;
	struct pattern_ref *pattern;
	size_t n_patterns, cap_patterns;
	struct code_ref *code;
	size_t n_codes, cap_codes;
	struct text *texts; /* of the files, if they are not read from the disk; NULL */
	struct strv notes;  /* mistakes in the files */
};

/* Returns whether a pattern, as it is in the file, can match; NULL: all can. */
typedef bool knowledge_filter(const void *arg, const char *s, size_t n);

struct knowledge knowledge_new(struct arena *arena);
/* Adds the *.rec files of a directory, in the order of their names. A directory that
 * does not exist has none. Files of at most KNOWLEDGE_FILE_MAX bytes are read. */
void knowledge_add_dir(struct knowledge *knowledge, const char *dir, bool packaged,
	knowledge_filter *filter, const void *arg);
/* Adds the text of one file. */
void knowledge_add(struct knowledge *knowledge, const char *file, const char *text,
	size_t len, knowledge_filter *filter, const void *arg);
/* Adds entries of the file that was added last: `text` is its part at `offset`, which
 * begins with line `line`. */
void knowledge_add_part(struct knowledge *knowledge, const char *text, size_t len,
	size_t offset, size_t line, knowledge_filter *filter, const void *arg);
/* Adds an entry of that file of which only the codes are known. */
struct entry_ref *knowledge_add_entry(struct knowledge *knowledge);
void knowledge_add_code(struct knowledge *knowledge, const char *api, size_t n_api,
	const char *number, size_t n_number);
/* The *.rec files of a directory, in the order of their names. */
struct strv knowledge_files(struct arena *arena, const char *dir);
/* Reads the entry from its file. Returns false after a note. */
bool knowledge_entry(struct knowledge *knowledge, size_t index, struct message *entry);
/* The same, from the text of its file. */
bool knowledge_parse(struct knowledge *knowledge, size_t index, const char *text,
	size_t len, struct message *entry);

enum { KNOWLEDGE_FILE_MAX = 1024 * 1024 };
