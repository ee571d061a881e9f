/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "capture.h"
#include "core/percent.h"

#include "doctor/gather/facts.h"
#include "capture_filter.h"
#include "redact.h"

#include <errno.h>
#include <fcntl.h>

#define CONTENT_READ ((size_t)16 << 20)
enum { CONTENT_SMALL = 4096, LINKS_MAX = 40 };

struct capture {
	struct doctor *doctor;
	struct machine machine; /* the same machine, without its record of what is read */
	struct str text;
	struct strv done; /* paths that are written already */
	struct strv read; /* paths of files whose content was read, without links */
	struct strv own;  /* the home and the current directory, with and without links */
};

static bool plain_in_line(unsigned char byte)
{
	return byte >= 0x20 && byte != 0x7f && byte != '%';
}

static bool plain_in_word(unsigned char byte)
{
	return plain_in_line(byte) && byte != ' ';
}

/* Encodes text for one line, or for a word of a line, which spaces separate. */
static const char *encoded(struct capture *capture, const char *s, bool word)
{
	struct str out = str_new(&capture->doctor->session.arena);

	percent_encode(&out, s, word ? plain_in_word : plain_in_line);
	return out.s;
}

static const char *line(struct capture *capture, const char *s)
{
	return encoded(capture, redact(capture->doctor, s), false);
}

static const char *word(struct capture *capture, const char *s)
{
	return encoded(capture, redact(capture->doctor, s), true);
}

/* Text that the system or a program wrote. */
static const char *fact(struct capture *capture, const char *s)
{
	return encoded(capture, redact_paths(capture->doctor, s), false);
}

/* Which lines are kept: all; those that matter; those, with the others empty so that line
 * numbers stay the same. */
enum keep { KEEP_ALL, KEEP_LINES, KEEP_NUMBERS };

/* `path` is NULL for an observation. */
static void add_lines(struct capture *capture, const char *path, const char *text,
	enum keep keep, const char *(*as)(struct capture *capture, const char *s))
{
	struct strv lines = strv_split(&capture->doctor->session.arena, text, '\n');

	while (lines.n && !*lines.v[lines.n - 1])
		lines.n--;
	for (size_t i = 0; i < lines.n; i++)
		if (keep == KEEP_ALL || capture_filter_line(path, lines.v[i]))
			str_addf(&capture->text, "| %s\n", as(capture, lines.v[i]));
		else if (keep == KEEP_NUMBERS)
			str_add(&capture->text, "|\n");
}

/* Of the user's own files, only lines about CUDA leave the machine. */
static bool is_private(struct capture *capture, const char *path)
{
	if (streq(path, "/etc/environment") || skip_prefix(path, "/etc/profile.d/") ||
		skip_prefix(path, "/home/") || skip_prefix(path, "/root/"))
		return true;
	for (size_t i = 0; i < capture->own.n; i++) {
		const char *rest = skip_prefix(path, capture->own.v[i]);

		if (rest && (!*rest || *rest == '/'))
			return !redact_is_system_path(path);
	}
	return false;
}

static void add_file(struct capture *capture, const char *path)
{
	struct text text;

	/* The content of libraries and programs is never kept, and that of the
	 * loader's cache is an observation. */
	if (!strv_has(&capture->read, path) ||
		machine_read_head(&capture->machine, path, CONTENT_READ, &text) < 0 ||
		(text.len && text.s[0] == 0x7f) ||
		skip_prefix(path, "/etc/ld.so.cache")) {
		str_addf(&capture->text, "file %s\n", line(capture, path));
		return;
	}
	if (strlen(text.s) != text.len) {
		str_addf(&capture->text, "hex %s ", word(capture, path));
		for (size_t i = 0; i < text.len && i < 64; i++)
			str_addf(&capture->text, "%02x", (unsigned char)text.s[i]);
		str_addc(&capture->text, '\n');
		return;
	}
	str_addf(&capture->text, "file %s\n", line(capture, path));
	add_lines(capture, path, text.s,
		is_private(capture, path)  ? KEEP_NUMBERS
		: text.len > CONTENT_SMALL ? KEEP_LINES
					   : KEEP_ALL,
		redact_is_system_path(path) && !is_private(capture, path) ? fact : line);
}

/* Resolves the target of a link in `dir`, a path without links. */
static const char *link_target(struct arena *arena, const char *dir, const char *target)
{
	const char *rest;

	if (*target == '/')
		return target;
	while ((rest = skip_prefix(target, "../"))) {
		target = rest;
		dir = path_parent(arena, dir);
	}
	return path_join(arena, dir, target);
}

static void add_path(struct capture *capture, const char *path, int links);

/* Adds every link in `path`, then the path that it resolves to. Returns whether there was
 * one. */
static bool add_links(struct capture *capture, const char *path, int links)
{
	struct arena *arena = &capture->doctor->session.arena;

	for (const char *end = path + 1;; end++) {
		const char *prefix, *target;

		end += strcspn(end, "/");
		prefix = arena_ndup(arena, path, (size_t)(end - path));
		target = machine_readlink(&capture->machine, prefix);
		if (target && links < LINKS_MAX) {
			const char *to =
				link_target(arena, path_parent(arena, prefix), target);

			if (!strv_has(&capture->done, prefix)) {
				strv_add(&capture->done, prefix);
				str_addf(&capture->text, "link %s %s\n",
					word(capture, prefix), word(capture, target));
			}
			add_path(
				capture, arena_printf(arena, "%s%s", to, end), links + 1);
			return true;
		}
		if (!*end)
			return false;
	}
}

static void add_path(struct capture *capture, const char *path, int links)
{
	struct stat st;

	if (*path != '/' || !capture_filter_path(path) || strv_has(&capture->done, path))
		return;
	/* "a/../b" is the path that it resolves to, if that exists. */
	if (strstr(path, "/..")) {
		const char *real = machine_real(&capture->machine, path);

		if (real && !strstr(real, "/.."))
			add_path(capture, real, links + 1);
		return;
	}
	if (add_links(capture, path, links) ||
		machine_lstat(&capture->machine, path, &st) < 0)
		return;
	strv_add(&capture->done, arena_dup(&capture->doctor->session.arena, path));
	if (S_ISDIR(st.st_mode))
		str_addf(&capture->text, "dir %s\n", line(capture, path));
	else if (S_ISREG(st.st_mode))
		add_file(capture, path);
}

static void add_variables(struct capture *capture)
{
	struct strv names = capture_filter_variables(&capture->doctor->session.arena);

	for (size_t i = 0; i < names.n; i++) {
		const char *value = vars_get(capture->doctor->subject.vars, names.v[i]);

		if (value)
			str_addf(&capture->text, "env %s=%s\n", names.v[i],
				line(capture, value));
	}
}

static void add_observations(struct capture *capture)
{
	const struct observations *observations = capture->doctor->observations;

	if (capture->doctor->facts->files_only)
		str_add(&capture->text, "answer origin=image\n");
	for (size_t i = 0; i < observations->keys.n; i++) {
		const char *value = observations->values.v[i];

		if (!*value)
			continue;
		if (strchr(value, '\n')) {
			str_addf(&capture->text, "answer %s=\n",
				fact(capture, observations->keys.v[i]));
			add_lines(capture, NULL, value, KEEP_ALL, fact);
		} else {
			str_addf(&capture->text, "answer %s=%s\n",
				fact(capture, observations->keys.v[i]),
				fact(capture, value));
		}
	}
}

/* Only the owner can read the file, so that they can review it before sending it. */
static int write_private(const char *file, const struct str *text)
{
	mode_t mask = umask(077);
	int r = path_is_file(file) && chmod(file, 0600) < 0 ? -errno : 0;

	if (r == 0)
		r = file_replace(file, text->s, text->len);
	umask(mask);
	return r;
}

/* Adds what was selected, and where cudaenv searched. Aliases are not included. */
static void add_selection(struct capture *capture)
{
	const struct doctor *doctor = capture->doctor;
	const struct selection *selection = &doctor->subject.selection;
	const char *spec = selection->specs.n ? selection->specs.v[0] : NULL;

	if (spec && doctor->subject.selected &&
		(settings_alias(doctor->subject.settings, spec) ||
			registry_alias_file(doctor->subject.registry, spec)))
		spec = doctor->subject.selected->name;
	if (selection->scope != SCOPE_NONE && spec)
		str_addf(&capture->text, "selected %s %s\n", spec,
			word(capture, selection->origin ? selection->origin : ""));
	if (doctor->subject.dirs->root)
		str_addf(&capture->text, "root %s\n",
			line(capture, doctor->subject.dirs->root));
	for (size_t i = 0; i < doctor->subject.settings->n_search; i++)
		str_addf(&capture->text, "search %s\n",
			line(capture, doctor->subject.settings->search[i].pattern));
}

static void add_own(struct capture *capture, const char *dir)
{
	const char *real = dir && *dir == '/' && dir[1]
				   ? machine_real(&capture->machine, dir)
				   : NULL;

	if (!real)
		return;
	strv_add(&capture->own, dir);
	if (real[1])
		strv_add(&capture->own, real);
}

static void write_text(struct capture *capture)
{
	struct doctor *doctor = capture->doctor;
	const struct strv *seen = doctor->subject.machine->seen;

	capture->text = str_new(&doctor->session.arena);
	capture->done = strv_new(&doctor->session.arena);
	str_add(&capture->text,
		"cudaenv-capture 1\n"
		"# What `cudaenv doctor' read. The names of the user and the host are removed;\n"
		"# read it before you send it. To replay: cudaenv --sysroot FILE doctor\n");
	add_variables(capture);
	if (doctor->subject.cwd)
		str_addf(&capture->text, "cwd %s\n", line(capture, doctor->subject.cwd));
	add_selection(capture);
	add_observations(capture);
	for (size_t i = 0; seen && i < seen->n; i++)
		add_path(capture, seen->v[i], 0);
}

int capture_write(struct doctor *doctor, const char *file)
{
	struct capture capture = {
		.doctor = doctor,
		.machine = *doctor->subject.machine,
		.read = strv_new(&doctor->session.arena),
		.own = strv_new(&doctor->session.arena),
	};
	const struct strv *read = doctor->subject.machine->read;

	capture.machine.seen = capture.machine.read = NULL;
	for (size_t i = 0; read && i < read->n; i++) {
		const char *real = machine_real(&capture.machine, read->v[i]);

		if (real)
			strv_add(&capture.read, real);
	}
	add_own(&capture, subject_var(&doctor->subject, "HOME"));
	add_own(&capture, doctor->subject.cwd);
	/* Two passes: the first one collects all names to redact, so that the second one
	 * misses none. */
	write_text(&capture);
	write_text(&capture);
	return write_private(file, &capture.text);
}
