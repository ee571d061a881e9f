/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "record.h"

#include "core/file.h"
#include "core/json.h"
#include "model/toolkit_version.h"

#include <errno.h>
#include <ini.h>

#define COMPONENTS ".cudaenv/components"
#define FORMAT "1"

static int conf_line(void *user, const char *section, const char *name, const char *value)
{
	struct record *record = user;

	if (!streq(section, "toolkit"))
		return 1;
	if (streq(name, "version"))
		record->version = arena_dup(record->arena, value);
	else if (streq(name, "platform"))
		record->platform = arena_dup(record->arena, value);
	else if (streq(name, "source"))
		record->source = arena_dup(record->arena, value);
	return 1;
}

void record_add(struct record *record, struct component component)
{
	struct component *old = record->components;

	if (record->n % 32 == 0) {
		record->components =
			arena_alloc(record->arena, (record->n + 32) * sizeof(component));
		if (old)
			memcpy(record->components, old, record->n * sizeof(component));
	}
	record->components[record->n++] = component;
}

int record_parse_components(struct record *record, const char *text)
{
	struct strv lines = strv_split(record->arena, text, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		struct strv f = strv_split(record->arena, lines.v[i], '\t');

		if (!*lines.v[i])
			continue;
		/* The name becomes part of a path. */
		if (f.n != 7 || strchr(f.v[0], '/') || *f.v[0] == '.' || !*f.v[0] ||
			streq(f.v[0], RECORD_OWN))
			return -EBADMSG;
		record_add(record, (struct component){ f.v[0], f.v[1], f.v[2], f.v[3],
					   f.v[4], f.v[5], f.v[6] });
	}
	return 0;
}

int record_parse(struct record *record, struct arena *arena, const char *text)
{
	*record = (struct record){
		.arena = arena, .platform = "", .source = "", .file = TOOLKIT_RECORD
	};
	ini_parse_string(text, conf_line, record);
	return record->version ? 0 : -EBADMSG;
}

int record_read(struct record *record, struct arena *arena, int dir)
{
	struct text text;
	int r = file_read(arena, dir, TOOLKIT_RECORD, RECORD_MAX, &text);

	*record = (struct record){ .arena = arena, .file = TOOLKIT_RECORD };
	if (r < 0)
		return r == -ENOTDIR || r == -ELOOP ? -ENOENT : r;
	r = record_parse(record, arena, text.s);
	if (r < 0)
		return r;
	record->file = COMPONENTS;
	r = file_read(arena, dir, COMPONENTS, RECORD_MAX, &text);
	if (r < 0)
		return r == -ENOENT ? -EBADMSG : r;
	return record_parse_components(record, text.s);
}

const struct component *record_find(const struct record *record, const char *name)
{
	for (size_t i = 0; i < record->n; i++)
		if (streq(record->components[i].name, name))
			return &record->components[i];
	return NULL;
}

static const char *files_of(struct arena *arena, const char *name)
{
	return arena_printf(arena, ".cudaenv/files/%s", name);
}

int record_listing(
	struct record *record, int dir, const char *name, struct listing *listing)
{
	int r;

	record->file = files_of(record->arena, name);
	r = listing_read(listing, dir, record->file);
	return r == -ENOENT ? -EBADMSG : r;
}

int record_files(struct record *record, int dir, struct listing *listing)
{
	int r = record_listing(record, dir, RECORD_OWN, listing);

	for (size_t i = 0; i < record->n && r == 0; i++)
		r = record_listing(record, dir, record->components[i].name, listing);
	return r;
}

bool record_write_files(
	struct tree *tree, const char *name, const struct listing *listing)
{
	struct str text = str_new(tree->arena);

	for (size_t i = 0; i < listing->n; i++)
		item_print(&text, &listing->v[i]);
	return tree_write(tree, files_of(tree->arena, name), text.s, text.len, true);
}

/* In the form of NVIDIA's installers: {"cuda": {"name": ..., "version": ...}, ...}. */
static bool write_json(struct tree *tree, const struct record *record)
{
	struct json json = json_new(tree->arena);

	json_open(&json, NULL, '{');
	json_open(&json, "cuda", '{');
	json_string(&json, "name", "CUDA SDK");
	json_string(&json, "version", record->version);
	json_close(&json, '{');
	for (size_t i = 0; i < record->n; i++) {
		json_open(&json, record->components[i].name, '{');
		json_string(&json, "name", record->components[i].title);
		json_string(&json, "version", record->components[i].version);
		json_close(&json, '{');
	}
	json_close(&json, '{');
	str_addc(&json.text, '\n');
	return tree_write(tree, TREE_VERSION, json.text.s, json.text.len, false);
}

/* Can all that was written be read again? */
static bool read_back(struct tree *tree)
{
	struct listing files = listing_new(tree->arena);
	struct record record;
	int r = record_read(&record, tree->arena, tree->dir);

	if (r == 0)
		r = record_files(&record, tree->dir, &files);
	if (r < 0)
		tree->problem =
			arena_printf(tree->arena, "its record cannot be used: %s: %s",
				record.file, r == -EBADMSG ? "damaged" : strerror(-r));
	return r == 0;
}

bool record_write(struct tree *tree, const struct record *record)
{
	struct str lines = str_new(tree->arena), conf = str_new(tree->arena);

	for (size_t i = 0; i < record->n; i++) {
		const struct component *c = &record->components[i];

		str_addf(&lines, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c->name, c->version,
			c->product, c->release, c->license, c->sha256, c->title);
	}
	str_addf(&conf,
		"; Written by cudaenv. The other files here list the contents of the toolkit.\n"
		"[toolkit]\nformat = %s\nversion = %s\nplatform = %s\nsource = %s\n",
		FORMAT, record->version, record->platform, record->source);
	return write_json(tree, record) &&
	       record_write_files(tree, RECORD_OWN, &tree->own) &&
	       tree_write(tree, COMPONENTS, lines.s, lines.len, true) &&
	       tree_write(tree, TOOLKIT_RECORD, conf.s, conf.len, true) &&
	       read_back(tree);
}
