/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plan.h"

#include <errno.h>
#include <sys/utsname.h>

#define CUDA "cuda"
#define TRIES_MAX 12 /* manifests of a product looked at for one that fits */

/* The first release whose manifest lists a toolkit; those before are stubs. */
static const struct version FLOOR = { 11, 4, 2 };

const char *plan_platform(const struct session *app)
{
	struct utsname name;

	if (uname(&name) < 0)
		return NULL;
	if (streq(name.machine, "x86_64"))
		return "linux-x86_64";
	if (streq(name.machine, "ppc64le"))
		return "linux-ppc64le";
	if (!streq(name.machine, "aarch64"))
		return NULL;
	/* Jetson boards have their own builds. */
	return machine_is_file(&app->machine, "/etc/nv_tegra_release") ? "linux-aarch64"
								       : "linux-sbsa";
}

static bool below_floor(const char *release)
{
	struct version version;

	return version_parse(release, strlen(release), &version) &&
	       version_compare(version, FLOOR) < 0;
}

struct strv plan_releases(struct server *server, bool *complete)
{
	struct strv releases = server_releases(server, CUDA, complete);
	size_t n = 0;

	for (size_t i = 0; i < releases.n; i++)
		if (!below_floor(releases.v[i]))
			releases.v[n++] = releases.v[i];
	releases.n = n;
	return releases;
}

const char *plan_prefix(struct session *app, const char *raw)
{
	struct spec spec = spec_parse(&app->arena, raw);

	if (spec.kind == SPEC_NAMED && !spec.numeric) {
		const char *alias = settings_alias(&app->settings, raw);

		if (!alias)
			alias = registry_alias_file(&app->registry, raw);
		if (!alias || !spec_valid(alias))
			return NULL;
		spec = spec_parse(&app->arena, alias);
	}
	if (spec.kind == SPEC_LATEST)
		return "";
	return spec.kind == SPEC_NAMED && spec.numeric ? spec.name : NULL;
}

static int no_release(
	struct server *server, const char *spec, const struct strv *releases)
{
	struct out *out = &server->app->out;
	struct version version;

	if (spec_valid(spec) && version_parse(spec, strlen(spec), &version) &&
		version_compare(version, (struct version){ 11, 4, -1 }) < 0) {
		out_warn(out,
			"CUDA %s is older than NVIDIA's archives, which begin with 11.4.2",
			spec);
		out_hint(out,
			"  with its runfile:    cudaenv install --from cuda_%s_..._linux.run",
			spec);
		return 1;
	}
	out_warn(out,
		server->mirror && server->offline
			? "no release that matches `%s' is in the cache, and --offline forbids to fetch one"
			: "no release matches `%s'",
		spec);
	if (releases->n)
		out_hint(out, "  there are %s to %s: cudaenv install --list",
			releases->v[0], releases->v[releases->n - 1]);
	return 1;
}

/* The one manifest's, which must be what was asked for. */
static int manifest_release(
	struct server *server, const char *spec, const char *prefix, const char **release)
{
	struct strv releases = strv_new(&server->app->arena);

	releases_scan(&releases, path_base(server->manifest));
	if (!releases.n) {
		out_warn(&server->app->out,
			"%s: its name is not redistrib_<version>.json", server->manifest);
		return 1;
	}
	*release = releases.v[0];
	if (release_matches(*release, prefix))
		return 0;
	out_warn(&server->app->out, "%s is CUDA %s, not %s", server->manifest, *release,
		spec);
	return 1;
}

static bool is_full(const char *prefix)
{
	struct version version;

	return version_parse(prefix, strlen(prefix), &version) && version.patch >= 0;
}

int plan_release(struct server *server, const char *spec, const char **release)
{
	const char *prefix = spec ? plan_prefix(server->app, spec) : "";
	struct strv releases;
	bool complete;

	*release = NULL;
	if (!prefix) {
		out_warn(&server->app->out,
			"`%s' is no version to install: 12, 12.4, 12.4.1 or latest is",
			spec);
		return 1;
	}
	if (server->manifest)
		return manifest_release(server, spec, prefix, release);
	/* All three numbers: the server need not be asked for a list. */
	if (server->mirror && !server->offline && is_full(prefix) &&
		!below_floor(prefix)) {
		*release = prefix;
		return 0;
	}
	releases = plan_releases(server, &complete);
	for (size_t i = 0; i < releases.n; i++)
		if (release_matches(releases.v[i], prefix))
			*release = releases.v[i];
	if (*release)
		return 0;
	return no_release(server, *prefix ? prefix : spec, &releases);
}

/* --- packages ---------------------------------------------------------------------- */

static void add(struct plan *plan, struct arena *arena, struct package *package)
{
	struct package **old = plan->packages;

	for (size_t i = 0; i < plan->n; i++)
		if (streq(plan->packages[i]->component, package->component))
			return;
	if (plan->n % 64 == 0) {
		plan->packages =
			arena_alloc(arena, (plan->n + 64) * sizeof(*plan->packages));
		if (old)
			memcpy(plan->packages, old, plan->n * sizeof(*plan->packages));
	}
	plan->packages[plan->n++] = package;
}

static struct package *find(const struct manifest *manifest, const char *component)
{
	for (size_t i = 0; i < manifest->n; i++)
		if (streq(manifest->packages[i].component, component))
			return &manifest->packages[i];
	return NULL;
}

static int add_named(struct server *server, struct plan *plan,
	const struct manifest *manifest, const char *list)
{
	struct arena *arena = &server->app->arena;
	struct strv names = strv_split(arena, list, ',');

	for (size_t i = 0; i < names.n; i++) {
		struct package *package = find(manifest, names.v[i]);

		/* "nvcc" for cuda_nvcc, "cublas" for libcublas */
		if (!package)
			package = find(
				manifest, arena_printf(arena, "cuda_%s", names.v[i]));
		if (!package)
			package =
				find(manifest, arena_printf(arena, "lib%s", names.v[i]));
		if (!package) {
			out_warn(&server->app->out,
				"CUDA %s has no component `%s' for %s; `--full --dry-run' shows all",
				plan->release, names.v[i], plan->platform);
			return 1;
		}
		add(plan, arena, package);
	}
	return 0;
}

static void add_set(struct server *server, struct plan *plan,
	const struct component_set *known, const struct manifest *manifest, enum set set)
{
	for (size_t i = 0; i < manifest->n; i++)
		if (component_set_has(known, manifest->packages[i].component, set))
			add(plan, &server->app->arena, &manifest->packages[i]);
}

/* Adds what of the manifest fits the toolkit's major; false when nothing does. */
static bool add_fitting(struct server *server, struct plan *plan,
	const struct component_set *known, const struct manifest *manifest)
{
	const char *major = arena_ndup(
		&server->app->arena, plan->release, strcspn(plan->release, "."));
	bool found = false;

	for (size_t i = 0; i < manifest->n; i++) {
		struct package *package = &manifest->packages[i];
		const char *minor =
			package->variant ? strchr(package->variant, '.') : NULL;

		if (package->variant &&
			(minor ? !release_matches(plan->release, package->variant)
			       : !streq(package->variant, major)))
			continue;
		if (!component_set_fits(known, package->component))
			continue;
		add(plan, &server->app->arena, package);
		found = true;
	}
	return found;
}

/* "8.9.7.29" beside "8.9.7" is an older file for the same release. */
static bool has_shorter(const struct strv *releases, const char *release)
{
	for (size_t i = 0; i < releases->n; i++)
		if (!streq(releases->v[i], release) &&
			release_matches(release, releases->v[i]))
			return true;
	return false;
}

static int add_product(struct server *server, struct plan *plan,
	const struct component_set *known, const char *name, const char *prefix)
{
	const char *product = component_set_product(known, name);
	struct manifest manifest;
	struct strv releases;
	bool complete;
	int tries = 0;

	if (!manifest_path_valid(product) || strchr(product, '/')) {
		out_warn(&server->app->out, "`%s' is no name of a product", name);
		return 2;
	}
	if (streq(product, CUDA)) {
		out_warn(&server->app->out,
			"`%s' is the toolkit itself: its components are added by --components",
			name);
		return 2;
	}
	releases = server_releases(server, product, &complete);
	for (size_t i = releases.n; i > 0 && tries < TRIES_MAX; i--) {
		const char *release = releases.v[i - 1];

		if (!release_matches(release, prefix) ||
			(!streq(release, prefix) && has_shorter(&releases, release)))
			continue;
		tries++;
		if (server_manifest(server, product, release, plan->platform, &manifest))
			return 1;
		if (add_fitting(server, plan, known, &manifest))
			return 0;
	}
	out_warn(&server->app->out, "no %s%s%s for CUDA %s on %s", name,
		*prefix ? " " : "", prefix, plan->release, plan->platform);
	return 1;
}

static int add_with(struct server *server, struct plan *plan,
	const struct component_set *known, const char *with)
{
	struct strv names = strv_split(&server->app->arena, with, ',');
	int r = 0;

	for (size_t i = 0; i < names.n && r == 0; i++) {
		size_t n = strcspn(names.v[i], "@");
		const char *name = arena_ndup(&server->app->arena, names.v[i], n);

		r = add_product(server, plan, known, name,
			names.v[i][n] ? names.v[i] + n + 1 : "");
	}
	return r;
}

int plan_make(struct server *server, const struct component_set *known,
	const struct request *request, struct plan *plan)
{
	struct manifest manifest;
	int r = server_manifest(server, CUDA, plan->release, plan->platform, &manifest);

	if (r)
		return r;
	if (request->components)
		r = add_named(server, plan, &manifest, request->components);
	else
		add_set(server, plan, known, &manifest, request->set);
	if (r == 0 && !plan->n) {
		out_warn(&server->app->out,
			"the manifest of CUDA %s lists no toolkit for %s", plan->release,
			plan->platform);
		r = 1;
	}
	return r == 0 && request->with ? add_with(server, plan, known, request->with) : r;
}
