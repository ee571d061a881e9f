/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "server.h"

#include "address.h"
#include "model/table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct server *server_of(const struct source *source)
{
	return (struct server *)(uintptr_t)source; /* its first member */
}

/* --- opening ----------------------------------------------------------------------- */

static bool use_url(struct server *server, const char *text)
{
	struct address address;
	bool good = address_parse(&server->source.session->arena, text, &address);

	server->source.shown = address.shown;
	server->mirror = address.url;
	server->local = address.path;
	server->source.fetch.user = address.user;
	server->source.fetch.password = address.password;
	return good;
}

static bool has_manifests(struct server *server, const char *dir)
{
	struct strv found = machine_glob(
		&server->source.session->registry.running, dir, "/redistrib_*.json");

	return found.n > 0;
}

/* A directory has a mirror's layout or contains manifests; a file is a manifest. */
static enum status use_path(struct server *server, const char *from)
{
	struct arena *arena = &server->source.session->arena;
	const char *path = machine_real(&server->source.session->registry.running, from);

	if (!path)
		return out_error(&server->source.session->out, -errno, "%s", from);
	if (path_is_file(path)) {
		server->source.only = path;
		server->flat = path_parent(arena, path);
		return STATUS_DONE;
	}
	server->mirror = NULL;
	if (path_is_dir(path_join(arena, path, "cuda/redist"))) {
		server->local = path;
	} else if (has_manifests(server, path)) {
		server->flat = path;
	} else {
		out_warn(&server->source.session->out,
			"%s contains neither cuda/redist nor redistrib_<version>.json",
			from);
		return STATUS_FAILED;
	}
	return STATUS_DONE;
}

enum status server_open(struct server *server, struct session *session, const char *from,
	bool offline, int jobs)
{
	struct source *source = &server->source;
	enum status status;

	*server = (struct server){
		.source = { .kind = &server_kind, .session = session, .offline = offline }
	};
	/* With a path, the mirror may be unusable. */
	if (!use_url(server, session->settings.mirror) && !from) {
		out_warn(&session->out,
			"mirror `%s': not a valid https, http or file address",
			source->shown);
		return STATUS_FAILED;
	}
	status = from ? use_path(server, from) : STATUS_DONE;
	if (status)
		return status;
	source->remote = server->mirror != NULL;
	/* With all three numbers, no list of releases is needed. */
	source->by_name = source->remote && !source->only && !offline;
	source->fetch.origin = server->mirror ? server->mirror : "";
	return source_open(source, jobs);
}

/* --- locations --------------------------------------------------------------------- */

static const char *product_dir(const struct server *server, const char *product)
{
	return server->flat    ? server->flat
	       : server->local ? arena_printf(&server->source.session->arena,
					 "%s/%s/redist", server->local, product)
			       : NULL;
}

static const char *product_url(const struct server *server, const char *product)
{
	return !server->mirror ? NULL
			       : arena_printf(&server->source.session->arena,
					 "%s/%s/redist/", server->mirror, product);
}

static const char *file_of(const struct source *source, const struct package *package)
{
	const struct server *server = server_of(source);
	const char *dir = product_dir(server, package->product), *path;

	if (!dir)
		return NULL;
	path = path_join(&source->session->arena, dir, package->path);
	if (!path_is_file(path) && server->flat)
		path = path_join(&source->session->arena, dir, path_base(package->path));
	return path_is_file(path) ? path : NULL;
}

static const char *url_of(const struct source *source, const struct package *package)
{
	const char *url = product_url(server_of(source), package->product);

	return url && !source->offline
		       ? arena_printf(&source->session->arena, "%s%s", url, package->path)
		       : NULL;
}

/* --- pages ------------------------------------------------------------------------- */

/* Returns NULL, or what went wrong. */
static const char *get(struct server *server, const char *url, size_t max,
	struct str *text, long *status)
{
	struct page page = { .url = url, .max = max };

	source_fetch(&server->source, &page, 1);
	*text = page.text;
	*status = page.status;
	return page.problem;
}

static const char *manifest_name(struct server *server, const char *release)
{
	return arena_printf(&server->source.session->arena, "redistrib_%s.json", release);
}

static void add_known(struct server *server, const char *product, struct strv *releases)
{
	struct table table;

	if (table_read(&server->source.session->arena, server->source.session->dirs.data,
		    "redist_labels.tsv", &table) < 0)
		return;
	for (size_t i = 0; i < table.n; i++)
		if (streq(table_field(&table, i, "product"), product) &&
			!strv_has(releases, table_field(&table, i, "label")))
			strv_add(releases, table_field(&table, i, "label"));
}

/* Offline, only releases whose manifest is in the cache are available. */
static void keep_kept(struct server *server, const char *url, struct strv *releases)
{
	size_t n = 0;

	for (size_t i = 0; i < releases->n; i++)
		if (path_is_file(store_page(&server->source.store,
			    arena_printf(&server->source.session->arena, "%s%s", url,
				    manifest_name(server, releases->v[i])))))
			releases->v[n++] = releases->v[i];
	releases->n = n;
}

/* One directory may contain the manifests of several products. A manifest that cannot be
 * read is accepted here: who uses it reports why. */
static bool may_be_of(struct server *server, const char *file, const char *product)
{
	struct arena *arena = &server->source.session->arena;
	struct manifest manifest;
	const char *problem;
	struct text text;

	return file_read(arena, AT_FDCWD, file, MANIFEST_MAX, &text) < 0 ||
	       manifest_parse(arena, text.s, text.len, "", &manifest, &problem) < 0 ||
	       manifest_is_of(&manifest, product);
}

static void local_releases(struct server *server, const char *dir, const char *product,
	struct strv *releases)
{
	struct strv names = machine_list(&server->source.session->registry.running, dir);

	for (size_t i = 0; i < names.n; i++) {
		const char *file =
			path_join(&server->source.session->arena, dir, names.v[i]);

		if (server->source.only && !streq(file, server->source.only))
			continue;
		if (skip_prefix(names.v[i], "redistrib_") &&
			(!server->flat || may_be_of(server, file, product)))
			releases_scan(releases, names.v[i]);
	}
}

static struct strv releases_of(struct source *source, const char *product, bool *complete)
{
	struct server *server = server_of(source);
	struct strv releases = strv_new(&server->source.session->arena);
	const char *dir = product_dir(server, product),
		   *url = product_url(server, product);
	const char *problem = NULL;
	struct text old;
	struct str text;
	long status;

	*complete = true;
	if (dir) {
		local_releases(server, dir, product, &releases);
	} else if (server->source.offline) {
		*complete = false;
		if (source_kept(&server->source, url, PAGE_MAX, &old))
			releases_scan(&releases, old.s);
		add_known(server, product, &releases);
		keep_kept(server, url, &releases);
	} else {
		problem = get(server, url, PAGE_MAX, &text, &status);
		if (!problem)
			releases_scan(&releases, text.s);
		if (releases.n) {
			source_keep(&server->source, url, text.s, text.len);
		} else {
			*complete = false;
			add_known(server, product, &releases);
			out_warn(&server->source.session->out,
				"no list of releases at %s%s%s", url, problem ? ": " : "",
				problem ? problem : "");
		}
	}
	releases_sort(&releases);
	return releases;
}

static enum status read_local(struct server *server, const char *path, struct text *text)
{
	int r = file_read(
		&server->source.session->arena, AT_FDCWD, path, MANIFEST_MAX, text);

	return r < 0 ? out_error(&server->source.session->out, r, "cannot read %s", path)
		     : 0;
}

static enum status read_kept(struct server *server, const char *url, struct text *text)
{
	if (source_kept(&server->source, url, MANIFEST_MAX, text))
		return STATUS_DONE;
	out_warn(&server->source.session->out,
		"%s is not in the cache, and --offline forbids fetching it",
		path_base(url));
	return STATUS_FAILED;
}

static enum status read_remote(struct server *server, const char *url, struct text *text)
{
	struct out *out = &server->source.session->out;
	struct str page;
	long status;
	const char *problem = get(server, url, MANIFEST_MAX, &page, &status);

	if (!problem) {
		*text = (struct text){ page.s, page.len };
		return STATUS_DONE;
	}
	out_warn(out, "cannot fetch %s: %s", url, problem);
	if (status == 404)
		out_hint(out,
			"  there is no such release: `%s install --list' lists them",
			session_command(server->source.session));
	else if (source_kept(&server->source, url, MANIFEST_MAX, text))
		out_hint(out, "  the cache has a copy: `--offline' uses it");
	else if (!status)
		out_hint(out,
			"  without this server: --from DIRECTORY; through a proxy: https_proxy");
	return STATUS_FAILED;
}

/* A manifest must match its file's name and, by product, its directory. */
static enum status check_identity(struct server *server, const char *where,
	const char *product, const char *release, const struct manifest *manifest)
{
	struct out *out = &server->source.session->out;

	if (server->flat && !manifest_is_of(manifest, product)) {
		out_warn(out, "%s lists archives of %s, not of %s", where,
			*manifest->product ? manifest->product : "nothing", product);
		return STATUS_FAILED;
	}
	/* redistrib_8.9.7.29.json contains "8.9.7", too. */
	if (*manifest->release && !release_matches(manifest->release, release) &&
		!release_matches(release, manifest->release)) {
		out_warn(out, "%s is the manifest of release %s, not of %s", where,
			manifest->release, release);
		return STATUS_FAILED;
	}
	return STATUS_DONE;
}

static enum status manifest_of(struct source *source, const char *product,
	const char *release, const char *platform, struct manifest *manifest)
{
	struct server *server = server_of(source);
	struct session *session = source->session;
	const char *dir = product_dir(server, product), *where, *problem;
	struct text text;
	enum status status;

	if (server->source.only) {
		where = server->source.only;
		status = read_local(server, where, &text);
	} else if (dir) {
		where = path_join(&session->arena, dir, manifest_name(server, release));
		status = read_local(server, where, &text);
	} else {
		where = arena_printf(&session->arena, "%s%s",
			product_url(server, product), manifest_name(server, release));
		status = server->source.offline ? read_kept(server, where, &text)
						: read_remote(server, where, &text);
	}
	if (status)
		return status;
	if (manifest_parse(&session->arena, text.s, text.len, platform, manifest,
		    &problem) < 0) {
		out_warn(&session->out, "%s cannot be used: %s", where, problem);
		return STATUS_FAILED;
	}
	status = check_identity(server, where, product, release, manifest);
	if (status)
		return status;
	if (!dir && !server->source.offline)
		source_keep(&server->source, where, text.s, text.len);
	for (size_t i = 0; i < manifest->n; i++) {
		manifest->packages[i].product = product;
		manifest->packages[i].release = release;
	}
	return STATUS_DONE;
}

static void complain_older(struct source *source, const char *spec)
{
	struct out *out = &source->session->out;

	out_warn(out, "CUDA %s is older than NVIDIA's archives, which begin with 11.4.2",
		spec);
	out_hint(out, "  with its runfile:    %s install --from cuda_%s_..._linux.run",
		session_command(source->session), spec);
}

const struct source_kind server_kind = {
	.name = "redist",
	/* The first release whose manifest lists a toolkit; earlier ones are stubs. */
	.floor = { 11, 4, 2 },
	.complain_older = complain_older,
	.releases = releases_of,
	.manifest = manifest_of,
	.file = file_of,
	.url = url_of,
};
