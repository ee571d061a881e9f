/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "server.h"

#include "address.h"
#include "model/table.h"
#include "progress.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PAGE_MAX (8UL * 1024 * 1024)

/* --- opening ----------------------------------------------------------------------- */

static bool use_url(struct server *server, const char *text)
{
	struct address address;
	bool good = address_parse(&server->app->arena, text, &address);

	server->shown = address.shown;
	server->mirror = address.url;
	server->local = address.path;
	server->fetch.user = address.user;
	server->fetch.password = address.password;
	return good;
}

static bool has_manifests(struct server *server, const char *dir)
{
	struct strv found =
		machine_glob(&server->app->registry.running, dir, "/redistrib_*.json");

	return found.n > 0;
}

/* A directory is a mirror by its layout, or has manifests in it; a file is a manifest. */
static int use_path(struct server *server, const char *from)
{
	struct arena *arena = &server->app->arena;
	const char *path = machine_real(&server->app->registry.running, from);

	if (!path)
		return out_error(&server->app->out, -errno, "%s", from);
	if (path_is_file(path)) {
		server->manifest = path;
		server->flat = path_parent(arena, path);
		return 0;
	}
	server->mirror = NULL;
	if (path_is_dir(path_join(arena, path, "cuda/redist"))) {
		server->local = path;
	} else if (has_manifests(server, path)) {
		server->flat = path;
	} else {
		out_warn(&server->app->out,
			"%s holds neither cuda/redist nor redistrib_<version>.json",
			from);
		return 1;
	}
	return 0;
}

int server_open(struct server *server, struct session *app, const char *from,
	bool offline, int jobs)
{
	int r;

	*server = (struct server){ .app = app, .offline = offline };
	/* Where a path is given, the mirror may be of no use. */
	if (!use_url(server, app->settings.mirror) && !from) {
		out_warn(&app->out,
			"mirror `%s': an https, http or file address is wanted",
			server->shown);
		return 1;
	}
	r = from ? use_path(server, from) : 0;
	if (r)
		return r;
	store_open(&server->store, &app->arena, app->dirs.cache);
	server->fetch.mirror = server->mirror ? server->mirror : "";
	server->fetch.ca_file = vars_get_nonempty(&app->vars, "SSL_CERT_FILE");
	server->fetch.ca_dir = vars_get_nonempty(&app->vars, "SSL_CERT_DIR");
	server->fetch.jobs = jobs;
	r = fetch_open(&server->fetch, &app->arena);
	return r < 0 ? out_error(&app->out, r, "cannot start libcurl") : 0;
}

void server_close(struct server *server)
{
	if (server->fetch.multi)
		fetch_close(&server->fetch);
}

/* --- where things are -------------------------------------------------------------- */

static const char *product_dir(const struct server *server, const char *product)
{
	return server->flat    ? server->flat
	       : server->local ? arena_printf(&server->app->arena, "%s/%s/redist",
					 server->local, product)
			       : NULL;
}

static const char *product_url(const struct server *server, const char *product)
{
	return !server->mirror ? NULL
			       : arena_printf(&server->app->arena, "%s/%s/redist/",
					 server->mirror, product);
}

const char *server_file(const struct server *server, const struct package *package)
{
	const char *dir = product_dir(server, package->product), *path;

	if (!dir)
		return NULL;
	path = path_join(&server->app->arena, dir, package->path);
	if (!path_is_file(path) && server->flat)
		path = path_join(&server->app->arena, dir, path_base(package->path));
	return path_is_file(path) ? path : NULL;
}

const char *server_url(const struct server *server, const struct package *package)
{
	const char *url = product_url(server, package->product);

	return url && !server->offline
		       ? arena_printf(&server->app->arena, "%s%s", url, package->path)
		       : NULL;
}

/* --- pages ------------------------------------------------------------------------- */

/* Fetches a page. A silent server is named: on a terminal in a line that counts down,
 * elsewhere once. Returns NULL, or what went wrong. */
static const char *get(struct server *server, const char *url, size_t max,
	struct str *text, long *status)
{
	struct session *app = server->app;
	struct transfer *transfer = arena_new(&app->arena, struct transfer);
	bool shown = false;

	if (server->unreachable) {
		*status = 0;
		return "the server cannot be reached";
	}
	transfer->url = url;
	transfer->max = max;
	fetch_add(&server->fetch, transfer);
	while (transfer->state == FETCH_WAITING || transfer->state == FETCH_RUNNING) {
		const char *silence = fetch_silence(&server->fetch, &app->arena);

		if (app->out.err_draws && (silence || shown))
			progress_line(&app->out, silence);
		else if (silence && !shown)
			out_warn(&app->out, "%s", silence);
		shown = silence || (shown && !app->out.err_draws);
		fetch_step(&server->fetch, NULL, 0, 100);
	}
	if (app->out.err_draws && shown)
		progress_line(&app->out, NULL);
	*text = transfer->text;
	*status = transfer->status;
	server->unreachable = transfer->state == FETCH_FAILED && !transfer->status;
	return transfer->state == FETCH_DONE ? NULL : transfer->problem;
}

static void keep(struct server *server, const char *url, const struct str *text)
{
	/* A cache: failing to is no error. */
	if (file_replace(store_page(&server->store, url), text->s, text->len) < 0)
		return;
}

static bool kept(struct server *server, const char *url, size_t max, struct text *text)
{
	return file_read(&server->app->arena, AT_FDCWD, store_page(&server->store, url),
		       max, text) == 0;
}

static const char *manifest_name(struct server *server, const char *release)
{
	return arena_printf(&server->app->arena, "redistrib_%s.json", release);
}

static void add_known(struct server *server, const char *product, struct strv *releases)
{
	struct table table;

	if (table_read(&server->app->arena, server->app->dirs.data, "redist_labels.tsv",
		    &table) < 0)
		return;
	for (size_t i = 0; i < table.n; i++)
		if (streq(table_field(&table, i, "product"), product) &&
			!strv_has(releases, table_field(&table, i, "label")))
			strv_add(releases, table_field(&table, i, "label"));
}

/* Offline, only a release whose manifest is kept can be had. */
static void keep_kept(struct server *server, const char *url, struct strv *releases)
{
	size_t n = 0;

	for (size_t i = 0; i < releases->n; i++)
		if (path_is_file(store_page(&server->store,
			    arena_printf(&server->app->arena, "%s%s", url,
				    manifest_name(server, releases->v[i])))))
			releases->v[n++] = releases->v[i];
	releases->n = n;
}

/* Manifests of several products may lie in one directory. True too for what cannot be
 * read: whoever takes it is told why. */
static bool may_be_of(struct server *server, const char *file, const char *product)
{
	struct arena *arena = &server->app->arena;
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
	struct strv names = machine_list(&server->app->registry.running, dir);

	for (size_t i = 0; i < names.n; i++) {
		const char *file = path_join(&server->app->arena, dir, names.v[i]);

		if (server->manifest && !streq(file, server->manifest))
			continue;
		if (skip_prefix(names.v[i], "redistrib_") &&
			(!server->flat || may_be_of(server, file, product)))
			releases_scan(releases, names.v[i]);
	}
}

struct strv server_releases(struct server *server, const char *product, bool *complete)
{
	struct strv releases = strv_new(&server->app->arena);
	const char *dir = product_dir(server, product),
		   *url = product_url(server, product);
	const char *problem = NULL;
	struct text old;
	struct str text;
	long status;

	*complete = true;
	if (dir) {
		local_releases(server, dir, product, &releases);
	} else if (server->offline) {
		*complete = false;
		if (kept(server, url, PAGE_MAX, &old))
			releases_scan(&releases, old.s);
		add_known(server, product, &releases);
		keep_kept(server, url, &releases);
	} else {
		problem = get(server, url, PAGE_MAX, &text, &status);
		if (!problem)
			releases_scan(&releases, text.s);
		if (releases.n) {
			keep(server, url, &text);
		} else {
			*complete = false;
			add_known(server, product, &releases);
			out_warn(&server->app->out, "no list of releases at %s%s%s", url,
				problem ? ": " : "", problem ? problem : "");
		}
	}
	releases_sort(&releases);
	return releases;
}

static int read_local(struct server *server, const char *path, struct text *text)
{
	int r = file_read(&server->app->arena, AT_FDCWD, path, MANIFEST_MAX, text);

	return r < 0 ? out_error(&server->app->out, r, "cannot read %s", path) : 0;
}

static int read_kept(struct server *server, const char *url, struct text *text)
{
	if (kept(server, url, MANIFEST_MAX, text))
		return 0;
	out_warn(&server->app->out,
		"%s is not in the cache, and --offline forbids to fetch it",
		path_base(url));
	return 1;
}

static int read_remote(struct server *server, const char *url, struct text *text)
{
	struct out *out = &server->app->out;
	struct str page;
	long status;
	const char *problem = get(server, url, MANIFEST_MAX, &page, &status);

	if (!problem) {
		*text = (struct text){ page.s, page.len };
		return 0;
	}
	out_warn(out, "cannot fetch %s: %s", url, problem);
	if (status == 404)
		out_hint(out,
			"  there is no such release: `cudaenv install --list' lists them");
	else if (kept(server, url, MANIFEST_MAX, text))
		out_hint(out, "  the cache has a copy: `--offline' uses it");
	else if (!status)
		out_hint(out,
			"  without this server: --from DIRECTORY; through a proxy: https_proxy");
	return 1;
}

/* A file's name, or the directory where it lies, may promise what is not in it. */
static int check_identity(struct server *server, const char *where, const char *product,
	const char *release, const struct manifest *manifest)
{
	struct out *out = &server->app->out;

	if (server->flat && !manifest_is_of(manifest, product)) {
		out_warn(out, "%s lists archives of %s, not of %s", where,
			*manifest->product ? manifest->product : "nothing", product);
		return 1;
	}
	/* "8.9.7" stands in redistrib_8.9.7.29.json, too. */
	if (*manifest->release && !release_matches(manifest->release, release) &&
		!release_matches(release, manifest->release)) {
		out_warn(out, "%s holds the manifest of release %s, not of %s", where,
			manifest->release, release);
		return 1;
	}
	return 0;
}

int server_manifest(struct server *server, const char *product, const char *release,
	const char *platform, struct manifest *manifest)
{
	struct session *app = server->app;
	const char *dir = product_dir(server, product), *where, *problem;
	struct text text;
	int r;

	if (server->manifest) {
		where = server->manifest;
		r = read_local(server, where, &text);
	} else if (dir) {
		where = path_join(&app->arena, dir, manifest_name(server, release));
		r = read_local(server, where, &text);
	} else {
		where = arena_printf(&app->arena, "%s%s", product_url(server, product),
			manifest_name(server, release));
		r = server->offline ? read_kept(server, where, &text)
				    : read_remote(server, where, &text);
	}
	if (r)
		return r;
	if (manifest_parse(&app->arena, text.s, text.len, platform, manifest, &problem) <
		0) {
		out_warn(&app->out, "%s cannot be used: %s", where, problem);
		return 1;
	}
	r = check_identity(server, where, product, release, manifest);
	if (r)
		return r;
	if (!dir && !server->offline)
		keep(server, where, &(struct str){ .s = text.s, .len = text.len });
	for (size_t i = 0; i < manifest->n; i++) {
		manifest->packages[i].product = product;
		manifest->packages[i].release = release;
	}
	return 0;
}
