/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "core/json.h"
#include "core/treesize.h"

struct version_list {
	struct session *session;
	struct toolkit **all;
	size_t n;
	struct selection selection;
	struct drivers drivers;
	struct driver driver;
	bool verbose;
};

static bool selected(const struct version_list *listing, const struct toolkit *toolkit)
{
	for (size_t i = 0; i < listing->selection.specs.n; i++) {
		const struct resolution *to = &listing->selection.resolved[i];

		if (to->result == RESOLVED_TOOLKIT &&
			streq(to->toolkit->path, toolkit->path))
			return true;
	}
	return false;
}

static bool system_selected(const struct version_list *listing)
{
	for (size_t i = 0; i < listing->selection.specs.n; i++)
		if (listing->selection.resolved[i].result == RESOLVED_SYSTEM)
			return true;
	return listing->selection.scope == SCOPE_NONE;
}

/* True for a link in versions/ to another toolkit there: a second name, as in pyenv. */
static bool is_alias(struct session *session, const struct toolkit *toolkit)
{
	const char *below = toolkit->link && session->dirs.root
				    ? skip_prefix(toolkit->link, session->dirs.root)
				    : NULL;

	return below && skip_prefix(below, "/versions/");
}

static void print_bare(const struct version_list *listing)
{
	for (size_t i = 0; i < listing->n; i++)
		if (!listing->all[i]->shadowed)
			out_print(&listing->session->out, "%s\n", listing->all[i]->name);
}

static const char *remark(const struct version_list *listing, struct toolkit *toolkit)
{
	struct session *session = listing->session;
	struct strv words = strv_new(&session->arena);
	enum level level = level_of(&listing->drivers, &listing->driver, toolkit);
	const char *version = version_text(&session->arena, toolkit_version(toolkit));

	if (!streq(version, toolkit->name) && toolkit_version(toolkit).major >= 0)
		strv_add(&words, arena_printf(&session->arena, "CUDA %s", version));
	if (level != LEVEL_UNKNOWN)
		strv_add(&words,
			arena_printf(&session->arena, "driver: %s", level_name(level)));
	if (!toolkit->has_nvcc)
		strv_add(&words, "runtime only");
	if (toolkit->shadowed)
		strv_add(&words, "shadowed");
	if (resolve_distrust(&session->registry, toolkit))
		strv_add(&words, "not trusted");
	if (listing->verbose) {
		strv_add(&words,
			treesize_text(&session->arena,
				treesize(&session->arena, toolkit_file(toolkit, ""))));
		strv_add(&words, arena_cat(&session->arena, "source: ", toolkit->source));
	}
	return words.n ? arena_printf(&session->arena, " [%s]", strv_join(&words, ", "))
		       : "";
}

static const char *mark(const struct version_list *listing, bool here, const char *text)
{
	return here ? arena_printf(&listing->session->arena, "* %s",
			      command_set_by(
				      listing->session, text, listing->selection.origin))
		    : arena_printf(&listing->session->arena, "  %s", text);
}

static const char *first_column(
	const struct version_list *listing, const struct toolkit *toolkit)
{
	return out_name(&listing->session->out,
		mark(listing, selected(listing, toolkit), toolkit->name));
}

/* Where it is: of a registered toolkit, the directory that was registered. */
static const char *location(struct session *session, const struct toolkit *toolkit)
{
	return toolkit->link ? arena_cat(&session->arena, "--> ", toolkit->link)
			     : toolkit->path;
}

static void print_rows(const struct version_list *listing)
{
	struct out *out = &listing->session->out;
	size_t width = 0;

	out_print(out, "%s\n",
		out_name(out, mark(listing, system_selected(listing), "system")));
	for (size_t i = 0; i < listing->n; i++) {
		size_t n = strlen(first_column(listing, listing->all[i]));

		width = n > width ? n : width;
	}
	for (size_t i = 0; i < listing->n; i++) {
		struct toolkit *toolkit = listing->all[i];

		out_print(out, "%-*s  %s%s\n", (int)width, first_column(listing, toolkit),
			out_name(out, location(listing->session, toolkit)),
			remark(listing, toolkit));
	}
}

static void print_json(const struct version_list *listing)
{
	struct session *session = listing->session;
	struct json json = json_new(&session->arena);

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
			version_text(&session->arena, toolkit_version(toolkit)));
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
	out_print(&session->out, "%s\n", json.text.s);
}

static enum status run_versions(struct session *session, int argc, char **argv)
{
	struct version_list listing = { .session = session };
	bool bare = false, as_json = false, skip_aliases = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "bare", &bare, "print only the names"),
		OPT_FLAG(0, "json", &as_json, "print JSON (schema 1)"),
		OPT_FLAG('v', "verbose", &listing.verbose,
			"print the size and the source of each, too"),
		OPT_FLAG(0, "skip-aliases", &skip_aliases,
			"leave out links to other toolkits in versions/"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 0, &status))
		return status;
	listing.all = registry_all(&session->registry, &listing.n);
	for (size_t i = 0, n = listing.n; i < n && skip_aliases; i++) {
		if (i == 0)
			listing.n = 0;
		if (!is_alias(session, listing.all[i]))
			listing.all[listing.n++] = listing.all[i];
	}
	for (size_t i = 0; i < session->registry.notes.n; i++)
		out_warn_line(&session->out, session->registry.notes.v[i]);
	if (bare) {
		print_bare(&listing);
		return STATUS_DONE;
	}
	listing.selection = select_here(session);
	listing.drivers = (struct drivers){ &session->arena, &session->machine,
		&session->dirs, &session->vars };
	listing.driver = driver_cached(&listing.drivers);
	if (as_json)
		print_json(&listing);
	else if (!listing.n && !as_json)
		out_warn(&session->out,
			"no CUDA toolkit found; `%s install latest' gets one",
			session_command(session));
	if (!as_json)
		print_rows(&listing);
	return STATUS_DONE;
}

const struct command cmd_versions = {
	.usage = {
		.name = "versions",
		.args = "[--bare | --json | -v] [--skip-aliases]",
		.summary = "List the installed toolkits",
		.about = "The selected ones are marked with *. `system' is the environment without cudaenv.",
		.examples = "cudaenv versions          all toolkits on this machine\n"
			"cudaenv versions --bare   only their names, for a script",
	},
	.task = TASK_INSPECT,
	.run = run_versions,
	.flags = CMD_REPLAY | CMD_MAIN,
};
