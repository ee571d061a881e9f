/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plan.h"

#include <errno.h>
#include <sys/utsname.h>

#define CUDA "cuda"
#define TRIES_MAX 12 /* manifests of a product that are tried */

const char *plan_platform(const struct session *session)
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
	return machine_is_file(&session->machine, "/etc/nv_tegra_release")
		       ? "linux-aarch64"
		       : "linux-sbsa";
}

static bool below_floor(const struct source *source, const char *release)
{
	struct version version;

	return version_parse(release, strlen(release), &version) &&
	       version_compare(version, source->kind->floor) < 0;
}

struct strv plan_releases(struct source *source, bool *complete)
{
	struct strv releases = source->kind->releases(source, CUDA, complete);
	size_t n = 0;

	for (size_t i = 0; i < releases.n; i++)
		if (!below_floor(source, releases.v[i]))
			releases.v[n++] = releases.v[i];
	releases.n = n;
	return releases;
}

const char *plan_prefix(struct session *session, const char *raw)
{
	struct spec spec = spec_parse(&session->arena, raw);

	if (spec.kind == SPEC_NAMED && !spec.numeric) {
		const char *alias = settings_alias(&session->settings, raw);

		if (!alias)
			alias = registry_alias_file(&session->registry, raw);
		if (!alias || !spec_valid(alias))
			return NULL;
		spec = spec_parse(&session->arena, alias);
	}
	if (spec.kind == SPEC_LATEST)
		return "";
	return spec.kind == SPEC_NAMED && spec.numeric ? spec.name : NULL;
}

static enum status no_release(
	struct source *source, const char *spec, const struct strv *releases)
{
	struct out *out = &source->session->out;
	struct version version, first = source->kind->floor;

	if (spec_valid(spec) && version_parse(spec, strlen(spec), &version) &&
		version.patch < 0)
		first.patch = -1;
	if (spec_valid(spec) && version_parse(spec, strlen(spec), &version) &&
		version_compare(version, first) < 0) {
		source->kind->complain_older(source, spec);
		return STATUS_FAILED;
	}
	out_warn(out,
		source->remote && source->offline
			? "no release that matches `%s' is in the cache, and --offline forbids fetching one"
			: "no release matches `%s'",
		spec);
	if (releases->n)
		out_hint(out, "  the releases are %s to %s: %s install --list",
			releases->v[0], releases->v[releases->n - 1],
			session_command(source->session));
	return STATUS_FAILED;
}

/* The release of the only manifest, which must match the spec. */
static enum status manifest_release(
	struct source *source, const char *spec, const char *prefix, const char **release)
{
	struct strv releases = strv_new(&source->session->arena);

	releases_scan(&releases, path_base(source->only));
	if (!releases.n) {
		out_warn(&source->session->out,
			"%s: its name is not redistrib_<version>.json", source->only);
		return STATUS_FAILED;
	}
	*release = releases.v[0];
	if (release_matches(*release, prefix))
		return STATUS_DONE;
	out_warn(&source->session->out, "%s is CUDA %s, not %s", source->only, *release,
		spec);
	return STATUS_FAILED;
}

static bool is_full(const char *prefix)
{
	struct version version;

	return version_parse(prefix, strlen(prefix), &version) && version.patch >= 0;
}

enum status plan_release(struct source *source, const char *spec, const char **release)
{
	const char *prefix = spec ? plan_prefix(source->session, spec) : "";
	struct strv releases;
	bool complete;

	*release = NULL;
	if (!prefix) {
		out_warn(&source->session->out,
			"`%s' is not a version that can be installed, such as 12, 12.4, 12.4.1 or latest",
			spec);
		return STATUS_FAILED;
	}
	if (source->only)
		return manifest_release(source, spec, prefix, release);
	if (source->by_name && is_full(prefix) && !below_floor(source, prefix)) {
		*release = prefix;
		return STATUS_DONE;
	}
	releases = plan_releases(source, &complete);
	for (size_t i = 0; i < releases.n; i++)
		if (release_matches(releases.v[i], prefix))
			*release = releases.v[i];
	if (*release)
		return STATUS_DONE;
	return no_release(source, *prefix ? prefix : spec, &releases);
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

static enum status add_named(struct source *source, struct plan *plan,
	const struct manifest *manifest, const char *list)
{
	struct arena *arena = &source->session->arena;
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
			out_warn(&source->session->out,
				"CUDA %s has no component `%s' for %s; `--full --dry-run' lists them",
				plan->release, names.v[i], plan->platform);
			return STATUS_FAILED;
		}
		add(plan, arena, package);
	}
	return STATUS_DONE;
}

static void add_set(struct source *source, struct plan *plan,
	const struct component_set *known, const struct manifest *manifest, enum set set)
{
	for (size_t i = 0; i < manifest->n; i++)
		if (component_set_has(known, manifest->packages[i].component, set))
			add(plan, &source->session->arena, &manifest->packages[i]);
}

/* Adds the packages that match the toolkit's major version. Returns false if none does. */
static bool add_fitting(struct source *source, struct plan *plan,
	const struct component_set *known, const struct manifest *manifest)
{
	const char *major = arena_ndup(
		&source->session->arena, plan->release, strcspn(plan->release, "."));
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
		add(plan, &source->session->arena, package);
		found = true;
	}
	return found;
}

/* If there is also "8.9.7", "8.9.7.29" is an older file for the same release. */
static bool has_shorter(const struct strv *releases, const char *release)
{
	for (size_t i = 0; i < releases->n; i++)
		if (!streq(releases->v[i], release) &&
			release_matches(release, releases->v[i]))
			return true;
	return false;
}

static enum status add_product(struct source *source, struct plan *plan,
	const struct component_set *known, const char *name, const char *prefix)
{
	const char *product = component_set_product(known, name);
	struct manifest manifest;
	struct strv releases;
	bool complete;
	int tries = 0;

	if (!manifest_path_valid(product) || strchr(product, '/')) {
		out_warn(
			&source->session->out, "`%s' is not the name of a product", name);
		return STATUS_USAGE;
	}
	if (streq(product, CUDA)) {
		out_warn(&source->session->out,
			"`%s' is the toolkit itself: --components adds its components",
			name);
		return STATUS_USAGE;
	}
	releases = source->kind->releases(source, product, &complete);
	for (size_t i = releases.n; i > 0 && tries < TRIES_MAX; i--) {
		const char *release = releases.v[i - 1];

		if (!release_matches(release, prefix) ||
			(!streq(release, prefix) && has_shorter(&releases, release)))
			continue;
		tries++;
		if (source->kind->manifest(
			    source, product, release, plan->platform, &manifest))
			return STATUS_FAILED;
		if (add_fitting(source, plan, known, &manifest))
			return STATUS_DONE;
	}
	out_warn(&source->session->out, "no %s%s%s for CUDA %s on %s", name,
		*prefix ? " " : "", prefix, plan->release, plan->platform);
	return STATUS_FAILED;
}

static enum status add_with(struct source *source, struct plan *plan,
	const struct component_set *known, const char *with)
{
	struct strv names = strv_split(&source->session->arena, with, ',');
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < names.n && status == 0; i++) {
		size_t n = strcspn(names.v[i], "@");
		const char *name = arena_ndup(&source->session->arena, names.v[i], n);

		status = add_product(source, plan, known, name,
			names.v[i][n] ? names.v[i] + n + 1 : "");
	}
	return status;
}

enum status plan_make(struct source *source, const struct component_set *known,
	const struct request *request, struct plan *plan)
{
	struct manifest manifest;
	enum status status = source->kind->manifest(
		source, CUDA, plan->release, plan->platform, &manifest);

	if (status)
		return status;
	if (request->components)
		status = add_named(source, plan, &manifest, request->components);
	else
		add_set(source, plan, known, &manifest, request->set);
	if (status == 0 && !plan->n) {
		out_warn(&source->session->out,
			"the manifest of CUDA %s lists no toolkit for %s", plan->release,
			plan->platform);
		status = 1;
	}
	if (status == 0 && request->with)
		status = add_with(source, plan, known, request->with);
	if (status == 0 && source->kind->complete)
		status = source->kind->complete(source, plan->packages, plan->n);
	return status;
}
