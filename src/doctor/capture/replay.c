/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "replay.h"

#include "core/percent.h"

#include "capture_filter.h"
#include "replay_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define CAPTURE_MAX ((size_t)4 << 20)
enum {
	LINES_MAX = 100000,
	ENTRIES_MAX = 8192,
	OBSERVATIONS_MAX = 1024,
	SEARCH_MAX = 16,
	WORDS_MAX = 16384,
	VALUE_MAX = 131072 /* MAX_ARG_STRLEN of the kernel, execve(2) */
};

struct parser {
	struct replay *replay;
	struct captured_files entries;
	struct strv variables; /* those that are set */
	size_t number;	       /* of the line */
	struct str *content;   /* where "|" lines go; NULL */
	const char *key;       /* of the observation that they belong to */
	struct str value;
};

static int refuse(struct parser *parser, const char *what)
{
	parser->replay->problem =
		arena_printf(parser->replay->arena, "line %zu: %s", parser->number, what);
	return -EINVAL;
}

static int add_entry(
	struct parser *parser, enum kind kind, const char *path, const char *target)
{
	struct captured_file *entry;

	if (!replay_tree_path_ok(path))
		return refuse(parser, "a path that is not absolute and plain");
	if (parser->entries.n >= ENTRIES_MAX)
		return refuse(parser, "too many entries");
	entry = &parser->entries.v[parser->entries.n++];
	*entry = (struct captured_file){ .kind = kind,
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

/* Stores the observation that ends here. A later one replaces an earlier one. */
static void end_observation(struct parser *parser)
{
	struct observations *observations = parser->replay->observations;
	size_t i = 0;

	if (!parser->key)
		return;
	while (i < observations->keys.n && !streq(observations->keys.v[i], parser->key))
		i++;
	if (i < observations->keys.n)
		observations->values.v[i] = parser->value.s;
	else
		observation_add(observations, parser->key, parser->value.s);
	parser->key = NULL;
}

static int add_more(struct parser *parser, const char *text)
{
	text = percent_decode(parser->replay->arena, *text == ' ' ? text + 1 : text);
	if (parser->key)
		str_addf(&parser->value, "%s%s", parser->value.len ? "\n" : "", text);
	else if (parser->content)
		str_addf(parser->content, "%s\n", text);
	else
		return refuse(parser, "a line that belongs to no entry");
	return 0;
}

static int add_assignment(struct parser *parser, const char *rest, bool is_observation)
{
	struct arena *arena = parser->replay->arena;
	const char *equals = strchr(rest, '=');
	char *name, *value;

	if (!equals || equals == rest)
		return refuse(parser, "an entry without `='");
	name = percent_decode(arena, arena_ndup(arena, rest, (size_t)(equals - rest)));
	value = percent_decode(arena, equals + 1);
	if (!is_observation && strlen(value) > VALUE_MAX)
		return refuse(parser, "too long");
	if (is_observation) {
		if (parser->replay->observations->keys.n >= OBSERVATIONS_MAX)
			return refuse(parser, "too many observations");
		parser->key = name;
		parser->value = str_new(arena);
		str_add(&parser->value, value);
	} else if (strv_has(&parser->variables, name)) {
		vars_set(&parser->replay->vars, name, value, true);
	}
	return 0;
}

/* Parses the entries that consist of words. */
static int parse_words(struct parser *parser, const char *line)
{
	struct arena *arena = parser->replay->arena;
	struct strv words = strv_split(arena, line, ' ');

	for (size_t i = 0; i < words.n; i++)
		words.v[i] = percent_decode(arena, words.v[i]);
	if (words.n == 3 && streq(words.v[0], "link"))
		return add_entry(parser, KIND_LINK, words.v[1], words.v[2]);
	if (words.n == 3 && streq(words.v[0], "hex"))
		return add_hex(parser, words.v[1], words.v[2]);
	if (words.n == 2 && streq(words.v[0], "absent"))
		return add_entry(parser, KIND_ABSENT, words.v[1], NULL);
	if (words.n == 2 && streq(words.v[0], "unset")) {
		if (strv_has(&parser->variables, words.v[1]))
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

static int parse_line(struct parser *parser, const char *line)
{
	struct arena *arena = parser->replay->arena;
	const char *rest;

	if (*line == '|')
		return add_more(parser, line + 1);
	if (!*line || *line == '#')
		return 0;
	end_observation(parser);
	parser->content = NULL;
	if ((rest = skip_prefix(line, "env ")))
		return add_assignment(parser, rest, false);
	if ((rest = skip_prefix(line, "answer ")))
		return add_assignment(parser, rest, true);
	if (strlen(line) > WORDS_MAX)
		return refuse(parser, "too long");
	if ((rest = skip_prefix(line, "cwd "))) {
		parser->replay->cwd = percent_decode(arena, rest);
		return 0;
	}
	if ((rest = skip_prefix(line, "root ")) &&
		replay_tree_path_ok(percent_decode(arena, rest))) {
		parser->replay->data = percent_decode(arena, rest);
		return 0;
	}
	if ((rest = skip_prefix(line, "search /"))) {
		if (parser->replay->search.n >= SEARCH_MAX)
			return refuse(parser, "too many search paths");
		strv_add(&parser->replay->search, percent_decode(arena, rest - 1));
		return 0;
	}
	if ((rest = skip_prefix(line, "dir ")))
		return add_entry(parser, KIND_DIR, percent_decode(arena, rest), NULL);
	if ((rest = skip_prefix(line, "file ")))
		return add_entry(parser, KIND_FILE, percent_decode(arena, rest), NULL);
	return parse_words(parser, line);
}

static int parse(struct parser *parser, const char *text)
{
	struct strv lines;
	size_t n = 0;
	int r;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		n++;
	if (n > LINES_MAX) {
		parser->replay->problem = "it has too many lines";
		return -E2BIG;
	}
	lines = strv_split(parser->replay->arena, text, '\n');

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
	end_observation(parser);
	return 0;
}

int replay_open(
	struct replay *replay, struct arena *arena, const char *file, const char *tmpdir)
{
	struct parser parser = { .replay = replay,
		.variables = capture_filter_variables(arena) };
	struct text text;
	const char *failed;
	int r = file_read(arena, AT_FDCWD, file, CAPTURE_MAX, &text);

	*replay = (struct replay){ .arena = arena,
		.vars = vars_new(arena, NULL),
		.search = strv_new(arena),
		.observations = observations_new(arena, ORIGIN_CAPTURED, NULL) };
	if (r < 0) {
		replay->problem = strerror(-r);
		return r;
	}
	parser.entries = (struct captured_files){ .arena = arena,
		.v = arena_alloc(arena, ENTRIES_MAX * sizeof(struct captured_file)) };
	r = parse(&parser, text.s);
	if (r < 0)
		return r;
	replay->root = arena_printf(
		arena, "%s/cudaenv-XXXXXX", tmpdir && *tmpdir == '/' ? tmpdir : "/tmp");
	r = remover_mkdtemp(&replay->remover, replay->root);
	if (r < 0) {
		replay->problem =
			arena_printf(arena, "%s: %s", replay->root, strerror(-r));
		replay->root = NULL;
		return r;
	}
	r = replay_tree_create(&parser.entries, replay->root, &failed);
	if (r < 0)
		replay->problem = arena_printf(arena, "%s: %s", failed, strerror(-r));
	return r;
}

void replay_registry(const struct replay *replay, struct session *session)
{
	struct settings *settings = &session->settings;

	session->dirs.root = replay->data;
	session->registry.running = session->machine;
	settings->n_search = replay->search.n;
	settings->search = arena_alloc(
		replay->arena, (replay->search.n + 1) * sizeof(*settings->search));
	for (size_t i = 0; i < replay->search.n; i++)
		settings->search[i] = (struct search){ replay->search.v[i], "[paths]" };
}

void replay_close(struct replay *replay)
{
	remover_end(&replay->remover);
	replay->root = NULL;
}
