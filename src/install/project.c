/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "project.h"

#include <sys/stat.h>

/* --- its files ------------------------------------------------------------------------ */

static void read_house(struct wheels *wheels, struct project *project)
{
	struct session *session = wheels->source.session;
	struct arena *arena = &session->arena;
	struct strv names = machine_list(&session->registry.running, wheels->house);
	size_t n = 0;

	project->files.files =
		arena_alloc(arena, (names.n + 1) * sizeof(struct simple_file));
	for (size_t i = 0; i < names.n; i++) {
		const char *path = path_join(arena, wheels->house, names.v[i]);
		struct wheel wheel;
		struct stat st;

		if (!wheel_parse(arena, names.v[i], &wheel) ||
			!streq(wheel.project, project->name) || stat(path, &st) < 0 ||
			!S_ISREG(st.st_mode))
			continue;
		project->files.files[n++] = (struct simple_file){
			.name = names.v[i], .url = path, .sha256 = "", .size = st.st_size
		};
	}
	project->files.n = n;
}

static enum status complain_project(
	struct wheels *wheels, const struct project *project, const struct page *page)
{
	struct out *out = &wheels->source.session->out;

	if (page->status == 404)
		out_warn(out, "the index %s has no project %s", wheels->source.shown,
			project->name);
	else
		out_warn(out, "cannot fetch %s: %s", project->url, page->problem);
	if (page->status == 401 || page->status == 403)
		out_hint(out,
			"  with a user: --from pypi=https://USER:PASSWORD@HOST/PATH, or a netrc file that $NETRC names");
	else if (!page->status)
		out_hint(out,
			"  another index: --from pypi=URL; wheels in a directory: --from wheelhouse=DIR");
	return STATUS_FAILED;
}

static enum status parse_page(struct wheels *wheels, struct project *project,
	const char *text, size_t len, const char *base)
{
	struct session *session = wheels->source.session;
	const char *problem;

	if (simple_parse(&session->arena, text, len, base, &project->files, &problem) <
		0) {
		out_warn(&session->out, "%s cannot be used: %s", project->url, problem);
		return STATUS_FAILED;
	}
	if (project->files.is_index)
		return STATUS_DONE;
	out_warn(&session->out, "%s lists no files: it is not a page of a package index",
		project->url);
	out_hint(&session->out, "  a page to log in looks like this, too");
	return STATUS_FAILED;
}

static enum status read_kept(struct wheels *wheels, struct project *project)
{
	struct text text;

	if (source_kept(&wheels->source, project->url, PAGE_MAX, &text))
		return parse_page(wheels, project, text.s, text.len, project->url);
	out_warn(&wheels->source.session->out,
		"the list of files of %s is not in the cache, and --offline forbids fetching it",
		project->name);
	return STATUS_FAILED;
}

static enum status fetch_projects(
	struct wheels *wheels, struct project *projects, size_t n)
{
	struct page *pages =
		arena_alloc(&wheels->source.session->arena, (n + 1) * sizeof(*pages));
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < n; i++)
		pages[i] = (struct page){
			.url = projects[i].url, .accept = SIMPLE_ACCEPT, .max = PAGE_MAX
		};
	source_fetch(&wheels->source, pages, n);
	for (size_t i = 0; i < n && !status; i++) {
		if (pages[i].problem)
			return complain_project(wheels, &projects[i], &pages[i]);
		status = parse_page(wheels, &projects[i], pages[i].text.s,
			pages[i].text.len, pages[i].base);
		if (!status)
			source_keep(&wheels->source, projects[i].url, pages[i].text.s,
				pages[i].text.len);
	}
	return status;
}

enum status projects_read(struct wheels *wheels, struct project *projects, size_t n)
{
	struct arena *arena = &wheels->source.session->arena;
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < n; i++)
		projects[i].url = wheels->house
					  ? wheels->house
					  : arena_printf(arena, "%s/%s/", wheels->index,
						    projects[i].name);
	if (!wheels->house && !wheels->source.offline)
		return fetch_projects(wheels, projects, n);
	for (size_t i = 0; i < n && !status; i++)
		if (wheels->house)
			read_house(wheels, &projects[i]);
		else
			status = read_kept(wheels, &projects[i]);
	return status;
}

/* --- choosing a file ----------------------------------------------------------------- */

/* Why no file of a project was chosen. */
enum lack { LACK_VERSION, LACK_PLATFORM, LACK_YANKED };

static bool better(const struct wheel *a, const char *a_name, const struct wheel *b,
	const char *b_name)
{
	int order = wheel_compare(a->version, b->version);

	if (!order)
		order = a->build < b->build ? -1 : a->build > b->build;
	return order ? order > 0 : strcmp(a_name, b_name) > 0;
}

static void complain_lack(struct wheels *wheels, const struct project *project,
	const char *version, enum lack lack)
{
	struct out *out = &wheels->source.session->out;

	if (lack == LACK_YANKED)
		out_warn(out, "%s %s was yanked from %s: its publisher withdrew it",
			project->name, version, wheels->source.shown);
	else if (lack == LACK_PLATFORM)
		out_warn(out, "%s has %s %s, but not for Linux on %s with this C library",
			wheels->source.shown, project->name, version, wheels->machine);
	else
		out_warn(out, "%s has no wheel of %s %s", wheels->source.shown,
			project->name, version);
}

bool project_wheel(const struct wheels *wheels, const struct project *project,
	const struct simple_file *file, struct wheel *wheel)
{
	return wheel_parse(&wheels->source.session->arena, file->name, wheel) &&
	       streq(wheel->project, project->name) && *wheel->version;
}

const struct simple_file *project_choose(struct wheels *wheels,
	const struct project *project, const char *prefix, struct wheel *chosen)
{
	const struct simple_file *best = NULL;
	enum lack lack = LACK_VERSION;

	for (size_t i = 0; i < project->files.n; i++) {
		const struct simple_file *file = &project->files.files[i];
		struct wheel wheel;

		if (!project_wheel(wheels, project, file, &wheel) ||
			!wheel_version_matches(wheel.version, prefix))
			continue;
		if (!wheel_fits(&wheel, wheels->machine, wheels->glibc)) {
			lack = lack == LACK_VERSION ? LACK_PLATFORM : lack;
			continue;
		}
		if (file->yanked) {
			lack = LACK_YANKED;
			continue;
		}
		if (best && !better(&wheel, file->name, chosen, best->name))
			continue;
		best = file;
		*chosen = wheel;
	}
	if (!best)
		complain_lack(wheels, project, prefix, lack);
	return best;
}
