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
	bool good = address_parse(&server->session->arena, text, &address);

	server->shown = address.shown;
	server->mirror = address.url;
	server->local = address.path;
	server->fetch.user = address.user;
	server->fetch.password = address.password;
	return good;
}

static bool has_manifests(struct server *server, const char *dir)
{
	struct strv found = machine_glob(
		&server->session->registry.running, dir, "/redistrib_*.json");

	return found.n > 0;
}

/* A directory has a mirror's layout or contains manifests; a file is a manifest. */
static enum status use_path(struct server *server, const char *from)
{
	struct arena *arena = &server->session->arena;
	const char *path = machine_real(&server->session->registry.running, from);

	if (!path)
		return out_error(&server->session->out, -errno, "%s", from);
	if (path_is_file(path)) {
		server->manifest = path;
		server->flat = path_parent(arena, path);
		return STATUS_DONE;
	}
	server->mirror = NULL;
	if (path_is_dir(path_join(arena, path, "cuda/redist"))) {
		server->local = path;
	} else if (has_manifests(server, path)) {
		server->flat = path;
	} else {
		out_warn(&server->session->out,
			"%s contains neither cuda/redist nor redistrib_<version>.json",
			from);
		return STATUS_FAILED;
	}
	return STATUS_DONE;
}

enum status server_open(struct server *server, struct session *session, const char *from,
	bool offline, int jobs)
{
	enum status status;
	int r;

	*server = (struct server){ .session = session, .offline = offline };
	/* With a path, the mirror may be unusable. */
	if (!use_url(server, session->settings.mirror) && !from) {
		out_warn(&session->out,
			"mirror `%s': not a valid https, http or file address",
			server->shown);
		return STATUS_FAILED;
	}
	status = from ? use_path(server, from) : STATUS_DONE;
	if (status)
		return status;
	store_open(&server->store, &session->arena, session->dirs.cache);
	server->fetch.mirror = server->mirror ? server->mirror : "";
	server->fetch.ca_file = vars_get_nonempty(&session->vars, "SSL_CERT_FILE");
	server->fetch.ca_dir = vars_get_nonempty(&session->vars, "SSL_CERT_DIR");
	server->fetch.jobs = jobs;
	r = fetch_open(&server->fetch, &session->arena);
	return r < 0 ? out_error(&session->out, r, "cannot start libcurl") : STATUS_DONE;
}

void server_close(struct server *server)
{
	if (server->fetch.multi)
		fetch_close(&server->fetch);
}

/* --- locations --------------------------------------------------------------------- */

static const char *product_dir(const struct server *server, const char *product)
{
	return server->flat    ? server->flat
	       : server->local ? arena_printf(&server->session->arena, "%s/%s/redist",
					 server->local, product)
			       : NULL;
}

static const char *product_url(const struct server *server, const char *product)
{
	return !server->mirror ? NULL
			       : arena_printf(&server->session->arena, "%s/%s/redist/",
					 server->mirror, product);
}

const char *server_file(const struct server *server, const struct package *package)
{
	const char *dir = product_dir(server, package->product), *path;

	if (!dir)
		return NULL;
	path = path_join(&server->session->arena, dir, package->path);
	if (!path_is_file(path) && server->flat)
		path = path_join(&server->session->arena, dir, path_base(package->path));
	return path_is_file(path) ? path : NULL;
}

const char *server_url(const struct server *server, const struct package *package)
{
	const char *url = product_url(server, package->product);

	return url && !server->offline
		       ? arena_printf(&server->session->arena, "%s%s", url, package->path)
		       : NULL;
}

/* --- pages ------------------------------------------------------------------------- */

/* Fetches a page. A silent server is named: on a terminal in a line that counts down,
 * elsewhere once. Returns NULL, or what went wrong. */
static const char *get(struct server *server, const char *url, size_t max,
	struct str *text, long *status)
{
	struct session *session = server->session;
	struct transfer *transfer = arena_new(&session->arena, struct transfer);
	bool shown = false;

	if (server->unreachable) {
		*status = 0;
		return "the server cannot be reached";
	}
	transfer->url = url;
	transfer->max = max;
	fetch_add(&server->fetch, transfer);
	while (transfer->state == FETCH_WAITING || transfer->state == FETCH_RUNNING) {
		const char *silence = fetch_silence(&server->fetch, &session->arena);

		if (session->out.err_draws && (silence || shown))
			progress_line(&session->out, silence);
		else if (silence && !shown)
			out_warn(&session->out, "%s", silence);
		shown = silence || (shown && !session->out.err_draws);
		fetch_step(&server->fetch, NULL, 0, 100);
	}
	if (session->out.err_draws && shown)
		progress_line(&session->out, NULL);
	*text = transfer->text;
	*status = transfer->status;
	server->unreachable = transfer->state == FETCH_FAILED && !transfer->status;
	return transfer->state == FETCH_DONE ? NULL : transfer->problem;
}

static void keep(struct server *server, const char *url, const struct str *text)
{
	/* A failure only means that it is not in the cache. */
	if (file_replace(store_page(&server->store, url), text->s, text->len) < 0)
		return;
}

static bool kept(struct server *server, const char *url, size_t max, struct text *text)
{
	return file_read(&server->session->arena, AT_FDCWD,
		       store_page(&server->store, url), max, text) == 0;
}

static const char *manifest_name(struct server *server, const char *release)
{
	return arena_printf(&server->session->arena, "redistrib_%s.json", release);
}

static void add_known(struct server *server, const char *product, struct strv *releases)
{
	struct table table;

	if (table_read(&server->session->arena, server->session->dirs.data,
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
		if (path_is_file(store_page(&server->store,
			    arena_printf(&server->session->arena, "%s%s", url,
				    manifest_name(server, releases->v[i])))))
			releases->v[n++] = releases->v[i];
	releases->n = n;
}

/* One directory may contain the manifests of several products. A manifest that cannot be
 * read is accepted here: who uses it reports why. */
static bool may_be_of(struct server *server, const char *file, const char *product)
{
	struct arena *arena = &server->session->arena;
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
	struct strv names = machine_list(&server->session->registry.running, dir);

	for (size_t i = 0; i < names.n; i++) {
		const char *file = path_join(&server->session->arena, dir, names.v[i]);

		if (server->manifest && !streq(file, server->manifest))
			continue;
		if (skip_prefix(names.v[i], "redistrib_") &&
			(!server->flat || may_be_of(server, file, product)))
			releases_scan(releases, names.v[i]);
	}
}

struct strv server_releases(struct server *server, const char *product, bool *complete)
{
	struct strv releases = strv_new(&server->session->arena);
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
			out_warn(&server->session->out, "no list of releases at %s%s%s",
				url, problem ? ": " : "", problem ? problem : "");
		}
	}
	releases_sort(&releases);
	return releases;
}

static enum status read_local(struct server *server, const char *path, struct text *text)
{
	int r = file_read(&server->session->arena, AT_FDCWD, path, MANIFEST_MAX, text);

	return r < 0 ? out_error(&server->session->out, r, "cannot read %s", path) : 0;
}

static enum status read_kept(struct server *server, const char *url, struct text *text)
{
	if (kept(server, url, MANIFEST_MAX, text))
		return STATUS_DONE;
	out_warn(&server->session->out,
		"%s is not in the cache, and --offline forbids fetching it",
		path_base(url));
	return STATUS_FAILED;
}

static enum status read_remote(struct server *server, const char *url, struct text *text)
{
	struct out *out = &server->session->out;
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
			"  there is no such release: `cudaenv install --list' lists them");
	else if (kept(server, url, MANIFEST_MAX, text))
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
	struct out *out = &server->session->out;

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

enum status server_manifest(struct server *server, const char *product,
	const char *release, const char *platform, struct manifest *manifest)
{
	struct session *session = server->session;
	const char *dir = product_dir(server, product), *where, *problem;
	struct text text;
	enum status status;

	if (server->manifest) {
		where = server->manifest;
		status = read_local(server, where, &text);
	} else if (dir) {
		where = path_join(&session->arena, dir, manifest_name(server, release));
		status = read_local(server, where, &text);
	} else {
		where = arena_printf(&session->arena, "%s%s",
			product_url(server, product), manifest_name(server, release));
		status = server->offline ? read_kept(server, where, &text)
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
	if (!dir && !server->offline)
		keep(server, where, &(struct str){ .s = text.s, .len = text.len });
	for (size_t i = 0; i < manifest->n; i++) {
		manifest->packages[i].product = product;
		manifest->packages[i].release = release;
	}
	return STATUS_DONE;
}
