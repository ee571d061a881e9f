/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "index_address.h"

#include "core/file.h"

#include <fcntl.h>

#define PUBLIC "https://pypi.org/simple"
#define CONFIG_MAX (256UL * 1024)
#define BLANKS " \t\r"

/* --- files --------------------------------------------------------------------------- */

/* A line of a file: a section, or a key and its value. */
struct config_line {
	const char *section; /* NULL unless the line begins one: "global", "[index]" */
	const char *key, *value;
};

static char *trimmed(struct arena *arena, const char *p, size_t n)
{
	while (n && strchr(BLANKS, *p))
		p++, n--;
	while (n && strchr(BLANKS, p[n - 1]))
		n--;
	return arena_ndup(arena, p, n);
}

/* Returns a value without the quotes that TOML requires, and what follows them. */
static const char *unquoted(struct arena *arena, const char *value)
{
	const char *end =
		*value == '"' || *value == '\'' ? strchr(value + 1, *value) : NULL;

	return end ? arena_ndup(arena, value + 1, (size_t)(end - value - 1)) : value;
}

/* Returns the next line, whose length is *n, and moves *text to the one after it. */
static const char *next_line(const char **text, size_t *n)
{
	const char *p = *text;

	*n = strcspn(p, "\n");
	*text = p + *n + (p[*n] == '\n');
	return p;
}

/* A key ends at the first of `separators`. Its value may be on the next line, indented. */
static bool take_line(struct arena *arena, const char **text, const char *separators,
	struct config_line *line)
{
	size_t n, key;
	const char *p = next_line(text, &n), *end;

	*line = (struct config_line){ 0 };
	if (!*p)
		return false;
	key = strcspn(p, separators);
	end = *p == '[' ? memrchr(p, ']', n) : NULL;
	if (end) {
		line->section = arena_ndup(arena, p + 1, (size_t)(end - p - 1));
	} else if (key < n && *p != '#' && *p != ';') {
		line->key = trimmed(arena, p, key);
		p += key + 1;
		n -= key + 1;
		if (n == strspn(p, BLANKS) && (**text == ' ' || **text == '\t'))
			p = next_line(text, &n);
		line->value = unquoted(arena, trimmed(arena, p, n));
	}
	return true;
}

/* To pip, "Index_URL" is "index-url". */
static bool same_key(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char c = *a == '_' ? '-' : *a;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != *b)
			return false;
	}
	return !*a && !*b;
}

const char *index_address_in_pip(struct arena *arena, const char *text, const char *key)
{
	const char *section = "", *global = NULL, *install = NULL;
	struct config_line line;

	while (take_line(arena, &text, "=:", &line)) {
		if (line.section)
			section = line.section;
		else if (line.key && same_key(line.key, key) && *line.value) {
			if (streq(section, "install"))
				install = line.value;
			else if (streq(section, "global"))
				global = line.value;
		}
	}
	return install ? install : global;
}

const char *index_address_in_uv(struct arena *arena, const char *text)
{
	const char *section = "", *url = NULL, *found = NULL, *plain = NULL;
	struct config_line line;
	bool is_default = false;

	/* Each [[index]] has a url; one of them has default = true. */
	while (take_line(arena, &text, "=", &line)) {
		if (line.section) {
			section = line.section;
			url = NULL;
			is_default = false;
		} else if (!line.key) {
			continue;
		} else if (streq(section, "[index]")) {
			if (streq(line.key, "url"))
				url = line.value;
			if (streq(line.key, "default"))
				is_default = skip_prefix(line.value, "true") != NULL;
			if (url && is_default && !found)
				found = url;
		} else if (streq(line.key, "index-url") &&
			   (!*section || streq(section, "pip"))) {
			plain = line.value;
		}
	}
	return found ? found : plain;
}

/* --- where they are ------------------------------------------------------------------ */

static const char *below(struct session *session, const char *variable, const char *path)
{
	const char *dir = vars_get_nonempty(&session->vars, variable);

	return dir && *dir == '/' ? path_join(&session->arena, dir, path) : NULL;
}

/* Returns $XDG_CONFIG_HOME/PATH, which is ~/.config/PATH by default. */
static const char *of_user(struct session *session, const char *path)
{
	const char *file = below(session, "XDG_CONFIG_HOME", path);

	return file ? file
		    : below(session, "HOME",
			      arena_printf(&session->arena, ".config/%s", path));
}

static const char *read_file(struct session *session, const char *file)
{
	struct text text;

	return file && file_read(&session->arena, AT_FDCWD, file, CONFIG_MAX, &text) == 0
		       ? text.s
		       : NULL;
}

/* The files of pip, the first one wins. With PIP_CONFIG_FILE=/dev/null, pip reads none. */
static void find_in_pip(struct session *session, struct index_address *found)
{
	const char *const files[] = {
		vars_get_nonempty(&session->vars, "PIP_CONFIG_FILE"),
		below(session, "VIRTUAL_ENV", "pip.conf"),
		of_user(session, "pip/pip.conf"),
		below(session, "HOME", ".pip/pip.conf"),
		"/etc/xdg/pip/pip.conf",
		"/etc/pip.conf",
	};

	if (files[0] && streq(files[0], "/dev/null"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *text = read_file(session, files[i]);
		const char *url =
			text ? index_address_in_pip(&session->arena, text, "index-url")
			     : NULL;

		if (url && !found->origin) {
			found->url = url;
			found->origin = files[i];
		}
		if (text && !found->ca_file)
			found->ca_file =
				index_address_in_pip(&session->arena, text, "cert");
	}
}

static void find_in_uv(struct session *session, struct index_address *found)
{
	const char *const files[] = {
		vars_get_nonempty(&session->vars, "UV_CONFIG_FILE"),
		of_user(session, "uv/uv.toml"),
		"/etc/uv/uv.toml",
	};

	for (size_t i = 0; i < ARRAY_SIZE(files) && !found->origin; i++) {
		const char *text = read_file(session, files[i]);
		const char *url =
			text ? index_address_in_uv(&session->arena, text) : NULL;

		if (url) {
			found->url = url;
			found->origin = files[i];
		}
	}
}

struct index_address index_address_find(struct session *session)
{
	static const char *const names[] = { "PIP_INDEX_URL", "UV_DEFAULT_INDEX",
		"UV_INDEX_URL" };
	struct index_address found = { .url = PUBLIC };

	found.ca_file = vars_get_nonempty(&session->vars, "PIP_CERT");
	for (size_t i = 0; i < ARRAY_SIZE(names) && !found.origin; i++) {
		const char *value = vars_get_nonempty(&session->vars, names[i]);

		if (value) {
			found.url = value;
			found.origin = names[i];
		}
	}
	find_in_pip(session, &found);
	find_in_uv(session, &found);
	return found;
}
