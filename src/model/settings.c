/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "settings.h"

#include "core/file.h"
#include "export_vars.h"
#include "ownership.h"
#include "spec.h"
#include "versionfile.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdlib.h>

#define CONF_MAX (256 * 1024)
#define BLANK " \t\r\v\f"

struct settings_reader {
	struct settings *settings;
	const struct vars *vars;
	const char *file;
	const char *rest; /* the part that inih has not read yet */
	int line;
	bool in_key; /* an indented line continues the value above */
};

static void note(struct settings_reader *reader, const char *format, ...) _printf_(2, 3);
static void note(struct settings_reader *reader, const char *format, ...)
{
	struct arena *arena = reader->settings->arena;
	va_list args;

	va_start(args, format);
	strv_add(&reader->settings->notes,
		arena_printf(arena, "%s:%d: %s", reader->file, reader->line,
			arena_vprintf(arena, format, args)));
	va_end(args);
}

/* Grows an array by one element; a config has only a few. */
static void *grown(struct arena *arena, const void *old, size_t n, size_t size)
{
	char *wider = arena_alloc(arena, (n + 1) * size);

	if (n)
		memcpy(wider, old, n * size);
	return wider;
}

static void search_add(struct settings_reader *reader, const char *pattern)
{
	struct settings *settings = reader->settings;
	struct arena *arena = settings->arena;
	const char *home = vars_get_nonempty(reader->vars, "HOME");

	if (skip_prefix(pattern, "~/") && home)
		pattern = path_join(arena, home, pattern + 2);
	if (*pattern != '/') {
		note(reader, "search path `%s' is not absolute: ignored", pattern);
		return;
	}
	settings->search = grown(
		arena, settings->search, settings->n_search, sizeof(*settings->search));
	settings->search[settings->n_search++] = (struct search){
		.pattern = arena_dup(arena, pattern),
		.where = arena_printf(arena, "%s:%d", reader->file, reader->line),
	};
}

static bool set_trust(struct settings_reader *reader, const char *value)
{
	struct strv words = strv_words(reader->settings->arena, value);

	for (size_t i = 0; i < words.n; i++) {
		const char *dir = words.v[i];
		size_t n = strlen(dir);

		while (n > 1 && dir[n - 1] == '/')
			n--;
		if (*dir != '/')
			note(reader, "trusted directory `%s' is not absolute: ignored",
				dir);
		else
			strv_add(&reader->settings->trust,
				arena_ndup(reader->settings->arena, dir, n));
	}
	return true;
}

static bool set_search(struct settings_reader *reader, const char *value)
{
	struct strv words = strv_words(reader->settings->arena, value);

	for (size_t i = 0; i < words.n; i++)
		search_add(reader, words.v[i]);
	return true;
}

static bool choose(const char *value, const char *const *words, size_t n, int *chosen)
{
	for (size_t i = 0; i < n; i++) {
		if (!streq(value, words[i]))
			continue;
		*chosen = (int)i;
		return true;
	}
	return false;
}

static bool set_ld(struct settings_reader *reader, const char *value)
{
	static const char *const words[] = { "prepend", "append", "auto", "off" };
	int chosen;

	if (!choose(value, words, ARRAY_SIZE(words), &chosen))
		return false;
	reader->settings->ld_library_path = (enum ld_policy)chosen;
	return true;
}

static bool set_extra(struct settings_reader *reader, const char *value)
{
	struct strv words = strv_words(reader->settings->arena, value);

	for (size_t i = 0; i < words.n; i++) {
		if (!export_vars_is_extra(words.v[i]))
			note(reader,
				"`%s' is not a variable that cudaenv can set: ignored",
				words.v[i]);
		else if (!strv_has(&reader->settings->extra, words.v[i]))
			strv_add(&reader->settings->extra, words.v[i]);
	}
	return true;
}

static bool set_host_compiler(struct settings_reader *reader, const char *value)
{
	static const char *const words[] = { "off", "auto" };
	int chosen;

	if (!choose(value, words, ARRAY_SIZE(words), &chosen))
		return false;
	reader->settings->host_compiler = chosen;
	return true;
}

static bool set_policy(struct settings_reader *reader, const char *value)
{
	static const char *const words[] = { "warn", "strict", "off" };
	int chosen;

	if (!choose(value, words, ARRAY_SIZE(words), &chosen))
		return false;
	reader->settings->driver = (enum driver_policy)chosen;
	return true;
}

static bool parse_bool(const char *value, bool *to)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on",
		"0", "1" };
	int chosen;

	if (!choose(value, words, ARRAY_SIZE(words), &chosen))
		return false;
	*to = chosen % 2;
	return true;
}

static bool set_quiet(struct settings_reader *reader, const char *value)
{
	return parse_bool(value, &reader->settings->quiet);
}

static bool set_when(struct settings_reader *reader, const char *value)
{
	static const char *const words[] = { "prompt", "cd" };
	int chosen;

	if (!choose(value, words, ARRAY_SIZE(words), &chosen))
		return false;
	reader->settings->on_cd_only = chosen;
	return true;
}

static bool set_mirror(struct settings_reader *reader, const char *value)
{
	if (!strstr(value, "://"))
		return false;
	reader->settings->mirror = arena_dup(reader->settings->arena, value);
	return true;
}

static bool set_jobs(struct settings_reader *reader, const char *value)
{
	char *end;
	long jobs = strtol(value, &end, 10);

	if (*end || end == value || jobs < 1 || jobs > SETTINGS_JOBS_MAX)
		return false;
	reader->settings->jobs = (int)jobs;
	return true;
}

static bool set_accept(struct settings_reader *reader, const char *value)
{
	return parse_bool(value, &reader->settings->accept_license);
}

static const struct key {
	const char *section, *name;
	/* Returns false if `value` is not valid for this key. */
	bool (*set)(struct settings_reader *reader, const char *value);
	const char *old; /* a former name, which is still accepted; NULL */
} keys[] = {
	{ "paths", "search", set_search, NULL },
	{ "paths", "trust", set_trust, NULL },
	{ "export", "ld_library_path", set_ld, NULL },
	{ "export", "extra", set_extra, NULL },
	{ "export", "host_compiler", set_host_compiler, NULL },
	{ "driver", "policy", set_policy, NULL },
	{ "hook", "quiet", set_quiet, NULL },
	{ "hook", "when", set_when, NULL },
	{ "install", "mirror", set_mirror, NULL },
	{ "install", "jobs", set_jobs, NULL },
	{ "install", "accept_license", set_accept, "accept_licence" },
};

const char *settings_name(size_t i, const char **section)
{
	if (i >= ARRAY_SIZE(keys))
		return NULL;
	*section = keys[i].section;
	return keys[i].name;
}

static void alias_add(struct settings_reader *reader, const char *name, const char *spec)
{
	struct settings *settings = reader->settings;

	if (!spec_valid(name) || !spec_valid(spec)) {
		note(reader,
			"alias `%s = %s' is not made of letters, digits and ._+-: ignored",
			name, spec);
		return;
	}
	if (spec_reserved(name)) {
		note(reader, "alias `%s' is a reserved word: ignored", name);
		return;
	}
	settings->alias = grown(settings->arena, settings->alias, settings->n_alias,
		sizeof(*settings->alias));
	settings->alias[settings->n_alias++] = (struct alias){
		arena_dup(settings->arena, name),
		arena_dup(settings->arena, spec),
	};
}

static int handle(void *user, const char *section, const char *name, const char *value)
{
	struct settings_reader *reader = user;
	bool known_section = false;

	if (streq(section, "alias")) {
		alias_add(reader, name, value);
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!streq(section, keys[i].section))
			continue;
		known_section = true;
		if (!streq(name, keys[i].name) &&
			!(keys[i].old && streq(name, keys[i].old)))
			continue;
		if (!keys[i].set(reader, value))
			/* A value with an `@' may contain a password before it. */
			note(reader, "`%s' is not a value for `%s': ignored",
				strchr(value, '@') ? "..." : value, name);
		return 1;
	}
	if (known_section)
		note(reader, "unknown key `%s' in [%s]: ignored", name, section);
	else if (!*section) /* an unknown section was reported where it begins */
		note(reader, "`%s' is not in a section: ignored", name);
	return 1;
}

/* inih does not report a section without keys; an unknown section is reported even if it
 * is empty. */
static void check_section(struct settings_reader *reader, const char *name)
{
	size_t length = strcspn(name, "]");

	if (length == 5 && strncmp(name, "alias", 5) == 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strlen(keys[i].section) == length &&
			strncmp(name, keys[i].section, length) == 0)
			return;
	note(reader, "unknown section [%.*s]: ignored", (int)length, name);
}

/* Returns the length of the line without its newline, and without a comment that follows
 * whitespace. */
static size_t line_length(const char *line)
{
	size_t n = 0;

	while (line[n] && line[n] != '\n' &&
		!(n && line[n] == ';' && strchr(BLANK, line[n - 1])))
		n++;
	return n;
}

/* Returns true if the line contains one of `chars` before a comment. */
static bool line_has(const char *line, const char *chars)
{
	size_t n = line_length(line);

	for (size_t i = 0; i < n; i++)
		if (strchr(chars, line[i]))
			return true;
	return false;
}

/* Returns the line that inih is to read in place of this one, or NULL for this one. inih
 * would report only the first invalid line, after reading the file, and continue in the
 * previous section. So an invalid line is reported here and becomes an empty one, and an
 * invalid header becomes that of an unknown section. */
static const char *judged(struct settings_reader *reader, const char *line)
{
	const char *mark = reader->line == 1 ? skip_prefix(line, "\xef\xbb\xbf") : NULL;
	const char *start = mark ? mark : line;
	const char *text = start + strspn(start, BLANK);

	if (strchr("\n;#", *text) || (reader->in_key && text > start))
		return NULL;
	if (*text == '[' && line_has(text + 1, "]")) {
		check_section(reader, text + 1);
		reader->in_key = false;
		return NULL;
	}
	if (*text != '[' && line_has(text, "=:")) {
		reader->in_key = !strchr("=:", *text);
		return NULL;
	}
	note(reader, "neither a [section] nor `key = value': ignored");
	if (*text != '[')
		return "\n";
	reader->in_key = false;
	return "[?]\n";
}

/* Returns the next line to inih, as fgets(3) does. inih does not count lines, truncates
 * those that exceed its buffer, and takes a comment after a continued value as part of
 * it; this function handles all three. */
static char *next_line(char *buffer, int size, void *stream)
{
	struct settings_reader *reader = stream;
	size_t n = strcspn(reader->rest, "\n");
	bool ended = reader->rest[n] == '\n';
	const char *instead;

	if (!*reader->rest)
		return NULL;
	reader->line++;
	if (n + 2 > (size_t)size) {
		note(reader, "line is longer than %d bytes: ignored", size - 2);
		strcpy(buffer, "\n");
	} else if ((instead = judged(reader, reader->rest))) {
		strcpy(buffer, instead);
	} else {
		size_t length = line_length(reader->rest);

		memcpy(buffer, reader->rest, length);
		strcpy(buffer + length, "\n");
	}
	reader->rest += n + ended;
	return buffer;
}

void settings_parse(struct settings *settings, const struct vars *vars, const char *file,
	const char *text)
{
	struct settings_reader reader = {
		.settings = settings, .vars = vars, .file = file, .rest = text
	};

	ini_parse_stream(next_line, &reader, handle, &reader);
}

/* Returns false if the file does not exist. */
static bool read_file(
	struct settings *settings, const struct vars *vars, const char *file)
{
	const struct machine running = machine_running(settings->arena);
	const char *problem;
	struct text text;
	int r = file ? file_read(settings->arena, AT_FDCWD, file, CONF_MAX, &text)
		     : -ENOENT;

	if (r == -ENOENT || r == -ENOTDIR)
		return false;
	problem = r < 0 ? NULL : ownership_problem(&running, geteuid(), file);
	if (problem)
		strv_add(&settings->notes,
			arena_printf(settings->arena, "%s: ignored: %s", file, problem));
	else if (r < 0)
		strv_add(&settings->notes,
			arena_printf(settings->arena, "%s: %s: ignored", file,
				versionfile_problem(settings->arena, r, CONF_MAX)));
	else if (strlen(text.s) != text.len)
		strv_add(&settings->notes, arena_printf(settings->arena,
						   "%s: has a NUL byte: ignored", file));
	else
		settings_parse(settings, vars, file, text.s);
	return true;
}

struct settings settings_new(struct arena *arena)
{
	return (struct settings){
		.trust = strv_new(arena),
		.extra = strv_new(arena),
		.notes = strv_new(arena),
		.mirror = "https://developer.download.nvidia.com/compute",
		.jobs = 4,
		.arena = arena,
	};
}

struct settings settings_read(
	struct arena *arena, const struct vars *vars, const struct dirs *dirs)
{
	struct settings settings = settings_new(arena);

	/* /dev/null is the usual way to request no config */
	if (dirs->conf && streq(dirs->conf, "/dev/null"))
		return settings;
	if (dirs->conf) {
		if (!read_file(&settings, vars, dirs->conf))
			strv_add(&settings.notes,
				arena_printf(arena, "%s: does not exist (CUDAENV_CONFIG)",
					dirs->conf));
		return settings;
	}
	read_file(&settings, vars, dirs->site_conf);
	read_file(&settings, vars, dirs->user_conf);
	return settings;
}

const char *settings_alias(const struct settings *settings, const char *name)
{
	/* If two files define one alias, the later one, the user's, wins. */
	for (size_t i = settings->n_alias; i > 0; i--)
		if (streq(settings->alias[i - 1].name, name))
			return settings->alias[i - 1].spec;
	return NULL;
}
