/* SPDX-License-Identifier: MIT
 * Update releases: 12.4.1 updates 12.4.0. An upgrade installs the newest one next to the old
 * toolkit, with the same components. The old toolkit stays: projects may select it by its
 * full version, and only the user knows which.
 */
#include "config.h"

#include "in_use.h"
#include "install.h"
#include "source.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>

/* An installed toolkit, and the newest update release of its X.Y. */
struct update {
	struct toolkit *toolkit;
	struct record record;
	const char *newest;
	bool installed; /* the newest is installed, too */
};

struct updates {
	struct session *session;
	const char *source;   /* what the toolkits are made of: "redist" or "wheels" */
	struct strv releases; /* that it has */
	struct update *v;
	size_t n;
};

/* Returns "12.4" for "12.4.1". */
static const char *minor_of(struct arena *arena, const char *release)
{
	const char *dot = strchr(release, '.');

	return dot ? arena_ndup(arena, release,
			     (size_t)(dot - release) + 1 + strcspn(dot + 1, "."))
		   : release;
}

static const char *newest_of(const struct updates *updates, const char *release)
{
	const char *minor = minor_of(&updates->session->arena, release),
		   *newest = release;

	for (size_t i = 0; i < updates->releases.n; i++)
		if (release_matches(updates->releases.v[i], minor) &&
			strverscmp(updates->releases.v[i], newest) > 0)
			newest = updates->releases.v[i];
	return newest;
}

/* Reads the record of a toolkit that install made in versions/ under its full version. */
static bool read_record(
	struct updates *updates, struct toolkit *toolkit, struct record *record)
{
	struct session *session = updates->session;
	_cleanup_close_ int dir =
		open(toolkit_file(toolkit, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return !toolkit->link && streq(toolkit->source, "user") && dir >= 0 &&
	       record_read(record, &session->arena, dir) == 0 &&
	       streq(record->source, updates->source) &&
	       streq(record->version, toolkit->name);
}

static void find_updates(struct updates *updates, const char *prefix)
{
	struct session *session = updates->session;
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	updates->v = arena_alloc(&session->arena, (n + 1) * sizeof(*updates->v));
	for (size_t i = 0; i < n; i++) {
		struct update update = { .toolkit = all[i] };

		if (!release_matches(all[i]->name, prefix) ||
			!read_record(updates, all[i], &update.record))
			continue;
		update.newest = newest_of(updates, update.record.version);
		if (streq(update.newest, update.record.version))
			continue;
		update.installed =
			registry_named(&session->registry, update.newest) != NULL;
		updates->v[updates->n++] = update;
	}
}

/* Fetches the list of releases, and finds what it updates. */
static enum status read_updates(
	struct updates *updates, const struct install_options *options, const char *word)
{
	struct session *session = updates->session;
	const char *prefix = word ? plan_prefix(session, word) : "";
	struct source *source = NULL;
	enum status status;
	bool complete;

	if (!prefix) {
		out_warn(
			&session->out, "`%s' is not a version, such as 12 or 12.4", word);
		return STATUS_USAGE;
	}
	status = install_open_source(session, options, options->from, &source);
	if (!status) {
		updates->source = source->kind->name;
		updates->releases = plan_releases(source, &complete);
		find_updates(updates, prefix);
	}
	source_close(source);
	return status;
}

enum status subcommand_outdated(struct session *session, int argc, char **argv)
{
	struct install_options options = { .jobs = session->settings.jobs };
	struct updates updates = { .session = session };
	const struct opt opts[] = {
		OPT_VALUE(0, "from", "PATH", &options.from,
			"a local mirror, pypi, or wheelhouse=DIR"),
		OPT_FLAG(0, "offline", &options.offline, "use only what is in the cache"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	status = read_updates(&updates, &options, argc > 1 ? argv[1] : NULL);
	for (size_t i = 0; i < updates.n && !status; i++)
		out_print(&session->out, "%s -> %s%s\n", updates.v[i].toolkit->name,
			updates.v[i].newest,
			updates.v[i].installed ? " (installed)" : "");
	return status;
}

/* The components of the old toolkit: those of the toolkit itself, and other products. */
static void request_same(
	struct session *session, const struct record *record, struct request *request)
{
	struct strv components = strv_new(&session->arena);
	struct strv products = strv_new(&session->arena);

	for (size_t i = 0; i < record->n; i++) {
		const struct component *c = &record->components[i];

		if (streq(c->product, "cuda"))
			strv_add(&components, c->name);
		else if (!strv_has(&products, c->product))
			strv_add(&products, c->product);
	}
	request->components = components.n ? strv_join(&components, ",") : NULL;
	request->with = products.n ? strv_join(&products, ",") : NULL;
}

/* The old toolkit stays; prints how to remove it, unless it is selected. */
static void print_old(struct session *session, const struct update *update)
{
	struct in_use in_use = in_use_find(session, update->toolkit);

	if (in_use.global || in_use.link)
		out_warn(&session->out, "%s is kept: it is selected %s",
			update->toolkit->name,
			in_use.global ? "globally" : "for the machine");
	else
		out_hint(&session->out, "  to remove the old one:  %s uninstall %s",
			session_command(session), update->toolkit->name);
}

enum status subcommand_upgrade(struct session *session, int argc, char **argv)
{
	struct install_options options = { .jobs = session->settings.jobs,
		.progress_fd = -1 };
	struct updates updates = { .session = session };
	const struct opt opts[] = {
		OPT_VALUE(0, "from", "PATH", &options.from,
			"a local mirror, pypi, or wheelhouse=DIR"),
		OPT_FLAG(0, "offline", &options.offline, "use only what is in the cache"),
		OPT_FLAG('n', "dry-run", &options.dry_run, "report what would be done"),
		OPT_FLAG(
			0, "accept-license", &options.accept, "accept NVIDIA's licenses"),
		OPT_END,
	};
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 1, &status))
		return status;
	status = read_updates(&updates, &options, argc > 1 ? argv[1] : NULL);
	if (!status && !updates.n)
		out_warn(&session->out, "there are no updates");
	for (size_t i = 0; i < updates.n && !status; i++) {
		struct update *update = &updates.v[i];

		request_same(session, &update->record, &options.request);
		if (!update->installed)
			status = install_run(session, &options, update->newest);
		if (!status && !options.dry_run)
			print_old(session, update);
	}
	return status;
}
