/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ctx.h"
#include "core/json.h"

struct listing {
	struct ctx *ctx;
	struct toolkit **all;
	size_t n;
	struct selection selection;
	struct drivers drivers;
	struct driver driver;
};

static bool selected(const struct listing *listing, const struct toolkit *toolkit)
{
	for (size_t i = 0; i < listing->selection.specs.n; i++) {
		const struct resolution *to = &listing->selection.resolved[i];

		if (to->result == RESOLVED_TOOLKIT &&
			streq(to->toolkit->path, toolkit->path))
			return true;
	}
	return false;
}

static bool system_selected(const struct listing *listing)
{
	for (size_t i = 0; i < listing->selection.specs.n; i++)
		if (listing->selection.resolved[i].result == RESOLVED_SYSTEM)
			return true;
	return listing->selection.scope == SCOPE_NONE;
}

static void print_bare(const struct listing *listing)
{
	for (size_t i = 0; i < listing->n; i++)
		if (!listing->all[i]->shadowed)
			out_print(&listing->ctx->out, "%s\n", listing->all[i]->name);
}

static const char *remark(const struct listing *listing, struct toolkit *toolkit)
{
	struct ctx *ctx = listing->ctx;
	struct strv words = strv_new(&ctx->arena);
	enum level level = level_of(&listing->drivers, &listing->driver, toolkit);

	if (level != LEVEL_UNKNOWN)
		strv_add(&words,
			arena_printf(&ctx->arena, "driver: %s", level_name(level)));
	if (!toolkit->has_nvcc)
		strv_add(&words, "runtime only");
	if (toolkit->shadowed)
		strv_add(&words, "shadowed");
	return words.n ? arena_printf(&ctx->arena, " [%s]", strv_join(&words, ", ")) : "";
}

static const char *mark(const struct listing *listing, bool here, const char *text)
{
	return here ? arena_printf(&listing->ctx->arena, "* %s",
			      set_by(listing->ctx, text, listing->selection.origin))
		    : arena_printf(&listing->ctx->arena, "  %s", text);
}

static void print_rows(const struct listing *listing)
{
	struct out *out = &listing->ctx->out;

	out_print(out, "%s\n",
		out_name(out, mark(listing, system_selected(listing), "system")));
	for (size_t i = 0; i < listing->n; i++) {
		struct toolkit *toolkit = listing->all[i];
		const char *name = toolkit->name, *row;

		if (toolkit->link)
			name = arena_printf(
				&listing->ctx->arena, "%s --> %s", name, toolkit->link);
		row = mark(listing, selected(listing, toolkit), name);
		out_print(out, "%-24s %s%s\n", out_name(out, row),
			out_name(out, toolkit->path), remark(listing, toolkit));
	}
}

static void print_json(const struct listing *listing)
{
	struct ctx *ctx = listing->ctx;
	struct json json = json_new(&ctx->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_string(&json, "origin", listing->selection.origin);
	json_bool(&json, "system_selected", system_selected(listing));
	json_open(&json, "toolkits", '[');
	for (size_t i = 0; i < listing->n; i++) {
		struct toolkit *toolkit = listing->all[i];

		json_open(&json, NULL, '{');
		json_string(&json, "name", toolkit->name);
		json_string(&json, "version",
			version_text(&ctx->arena, toolkit_version(toolkit)));
		json_string(&json, "path", toolkit->path);
		json_string(&json, "source", toolkit->source);
		json_string(&json, "link", toolkit->link);
		json_bool(&json, "nvcc", toolkit->has_nvcc);
		json_bool(&json, "shadowed", toolkit->shadowed);
		json_bool(&json, "selected", selected(listing, toolkit));
		json_string(&json, "level",
			level_name(
				level_of(&listing->drivers, &listing->driver, toolkit)));
		json_close(&json, '{');
	}
	json_close(&json, '[');
	json_close(&json, '{');
	out_print(&ctx->out, "%s\n", json.text.s);
}

int cmd_versions(struct ctx *ctx, int argc, char **argv)
{
	struct listing listing = { .ctx = ctx };
	bool bare = false, as_json = false, skip_aliases = false;
	const struct opt opts[] = {
		{ 0, "bare", NULL, "print the names alone", &bare, NULL },
		{ 0, "json", NULL, "print JSON (schema 1)", &as_json, NULL },
		{ 0, "skip-aliases", NULL, "leave out what `cudaenv link` made",
			&skip_aliases, NULL },
		OPT_END,
	};
	int r = opt_parse(&ctx->out, &ctx->usage, opts, &argc, argv, 0, 0);

	if (r != OPT_GO)
		return r;
	listing.all = registry_all(&ctx->registry, &listing.n);
	for (size_t i = 0, n = listing.n; i < n && skip_aliases; i++) {
		if (i == 0)
			listing.n = 0;
		if (!listing.all[i]->link)
			listing.all[listing.n++] = listing.all[i];
	}
	for (size_t i = 0; i < ctx->registry.notes.n; i++)
		out_warn_line(&ctx->out, ctx->registry.notes.v[i]);
	if (bare) {
		print_bare(&listing);
		return 0;
	}
	listing.selection = selection_here(ctx);
	listing.drivers =
		(struct drivers){ &ctx->arena, &ctx->machine, &ctx->dirs, &ctx->vars };
	listing.driver = driver_cached(&listing.drivers);
	if (as_json)
		print_json(&listing);
	else if (!listing.n && !as_json)
		out_warn(&ctx->out,
			"no CUDA toolkit found; `cudaenv install latest' gets one");
	if (!as_json)
		print_rows(&listing);
	return 0;
}
