/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "wheels.h"

#include "address.h"
#include "digest.h"
#include "dist_info.h"
#include "index_address.h"
#include "metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#define CUDA "cuda"
#define TOOLKIT "cuda-toolkit"
#define COMPILER "nvidia-cuda-nvcc"
#define PIN_MAX (1024 * 1024) /* bytes of a cuda-toolkit wheel; a real one has 3 kB */

static struct wheels *wheels_of(const struct source *source)
{
	return (struct wheels *)(uintptr_t)source; /* its first member */
}

/* --- opening ----------------------------------------------------------------------- */

static const char *argument_of(const char *from, const char *word)
{
	const char *rest = from ? skip_prefix(from, word) : NULL;

	return !rest ? NULL : *rest == '=' ? rest + 1 : *rest ? NULL : "";
}

bool wheels_is(const char *from)
{
	return argument_of(from, "pypi") || argument_of(from, "wheelhouse");
}

const char *wheels_platform(const char *platform)
{
	return streq(platform, "linux-aarch64") ? "linux-sbsa" : platform;
}

static struct version glibc_here(void)
{
	struct version glibc = VERSION_UNKNOWN;
#ifdef _CS_GNU_LIBC_VERSION
	char text[64];

	if (confstr(_CS_GNU_LIBC_VERSION, text, sizeof(text)) > 0 &&
		skip_prefix(text, "glibc ") &&
		!version_parse(text + 6, strlen(text + 6), &glibc))
		glibc = VERSION_UNKNOWN;
#endif
	return glibc;
}

static enum status use_index(struct wheels *wheels, const char *argument)
{
	struct source *source = &wheels->source;
	struct session *session = source->session;
	struct index_address found = { .url = argument };
	struct address address;

	if (!*argument)
		found = index_address_find(session);
	if (!address_parse(&session->arena, found.url, &address) || !address.url) {
		out_warn(&session->out,
			"index `%s'%s%s: not a valid https or http address",
			address.shown, found.origin ? ", from " : "",
			found.origin ? found.origin : "");
		return STATUS_FAILED;
	}
	wheels->index = address.url;
	source->shown = address.shown;
	source->remote = true;
	source->fetch.origin = address.url;
	source->fetch.user = address.user;
	source->fetch.password = address.password;
	source->fetch.netrc = vars_get_nonempty(&session->vars, "NETRC");
	source->fetch.ca_file = found.ca_file;
	return STATUS_DONE;
}

static enum status use_house(struct wheels *wheels, const char *dir)
{
	struct session *session = wheels->source.session;
	const char *path = *dir ? machine_real(&session->registry.running, dir) : NULL;

	if (path && path_is_dir(path)) {
		wheels->house = wheels->source.shown = path;
		wheels->source.fetch.origin = "";
		return STATUS_DONE;
	}
	if (*dir)
		out_warn(&session->out, "wheelhouse `%s': not a directory", dir);
	else
		out_warn(&session->out,
			"a wheelhouse requires a directory: --from wheelhouse=DIR");
	return STATUS_FAILED;
}

enum status wheels_open(struct wheels *wheels, struct session *session, const char *from,
	bool offline, int jobs)
{
	const char *index = argument_of(from, "pypi");
	struct utsname name;
	enum status status;
	int r;

	*wheels = (struct wheels){
		.source = { .kind = &wheels_kind,
			.session = session,
			.offline = offline },
		.machine =
			uname(&name) < 0 ? "" : arena_dup(&session->arena, name.machine),
		.glibc = glibc_here(),
	};
	r = table_read(&session->arena, session->dirs.data, "wheel_projects.tsv",
		&wheels->table);
	if (r < 0)
		return out_error(&session->out, r, "cannot read %s/data/%s",
			session->dirs.data, "wheel_projects.tsv");
	status = index ? use_index(wheels, index)
		       : use_house(wheels, argument_of(from, "wheelhouse"));
	return status ? status : source_open(&wheels->source, jobs);
}

/* --- names ------------------------------------------------------------------------- */

/* Returns "cuda_cudart" for nvidia-cuda-runtime: from the table, or by the rules that most
 * names follow. */
const char *wheels_component(
	struct arena *arena, const struct table *table, const char *project)
{
	long row = table_find(table, "project", project);
	const char *rest = skip_prefix(project, "nvidia-");
	bool cuda = rest && skip_prefix(rest, "cuda-");
	char *name;

	if (row >= 0)
		return table_field(table, (size_t)row, "component");
	name = arena_printf(
		arena, "%s%s", !rest || cuda ? "" : "lib", rest ? rest : project);
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : *p;
	return name;
}

/* The row of a product in the table, whose project ends in "-cu@". */
static long product_row(const struct wheels *wheels, const char *product)
{
	return table_find(&wheels->table, "product", product);
}

static const char *project_of(const struct wheels *wheels, const char *product)
{
	struct arena *arena = &wheels->source.session->arena;
	long row = product_row(wheels, product);
	const char *project =
		row < 0 ? arena_printf(arena, "nvidia-%s-cu@", product)
			: table_field(&wheels->table, (size_t)row, "project");
	size_t n = strcspn(project, "@");

	return arena_printf(arena, "%.*s%s%s", (int)n, project,
		project[n] && wheels->major ? wheels->major : "",
		project[n] ? project + n + 1 : "");
}

/* --- releases ------------------------------------------------------------------------ */

static struct strv releases_of(struct source *source, const char *product, bool *complete)
{
	struct wheels *wheels = wheels_of(source);
	struct arena *arena = &source->session->arena;
	struct strv releases = strv_new(arena);
	struct project project = {
		.name = streq(product, CUDA) ? TOOLKIT : project_of(wheels, product)
	};
	struct wheel wheel;

	*complete = !source->offline;
	if (projects_read(wheels, &project, 1))
		return releases;
	if (wheels->house && !project.files.n)
		out_warn(&source->session->out, "%s has no wheel of %s", wheels->house,
			project.name);
	for (size_t i = 0; i < project.files.n; i++) {
		const struct simple_file *file = &project.files.files[i];
		const char *release;

		if (file->yanked || !project_wheel(wheels, &project, file, &wheel) ||
			!wheel_fits(&wheel, wheels->machine, wheels->glibc))
			continue;
		release = wheel_release(arena, wheel.version);
		if (!strv_has(&releases, release))
			strv_add(&releases, release);
	}
	releases_sort(&releases);
	return releases;
}

/* --- the manifest -------------------------------------------------------------------- */

static bool digest_fits(const struct text *text, const char *sha256)
{
	struct digest *digest = digest_new();
	char hex[DIGEST_HEX + 1];

	digest_add(digest, text->s, text->len);
	digest_end(digest, hex);
	digest_free(digest);
	return streq(hex, sha256);
}

/* A small file of the index. It is kept under the project's address and its own name, since
 * the address that it has at the moment may be signed, or contain a password. */
struct small {
	const char *url, *key, *sha256;
	size_t max;
	bool absent; /* the server does not have it, although the index lists it */
};

/* Fetches the file, compares its digest, and keeps it. Returns NULL, or what is wrong. */
static const char *get(struct wheels *wheels, struct small *file, struct text *text)
{
	struct source *source = &wheels->source;
	struct page page = { .url = file->url, .max = file->max };

	if (source->offline) {
		file->absent = !source_kept(source, file->key, file->max, text) ||
			       !digest_fits(text, file->sha256);
		return file->absent ? "it is not in the cache, and --offline forbids "
				      "fetching it"
				    : NULL;
	}
	source_fetch(source, &page, 1);
	file->absent = page.status == 404;
	if (page.problem)
		return page.problem;
	*text = (struct text){ page.text.s, page.text.len };
	if (!digest_fits(text, file->sha256))
		return "its SHA-256 is not the one that the index lists";
	source_keep(source, file->key, text->s, text->len);
	return NULL;
}

/* Reads METADATA out of the wheel. */
static const char *unpack_metadata(struct wheels *wheels, const struct project *project,
	const struct simple_file *file, struct text *text)
{
	struct arena *arena = &wheels->source.session->arena;
	struct small small = { .url = file->url,
		.key = arena_printf(arena, "%s%s", project->url, file->name),
		.sha256 = file->sha256,
		.max = PIN_MAX };
	struct text wheel;
	const char *problem;
	int r;

	if (wheels->house) {
		r = file_read(arena, AT_FDCWD, file->url, PIN_MAX, &wheel);
		problem = r < 0 ? strerror(-r) : NULL;
	} else {
		problem = *file->sha256 ? get(wheels, &small, &wheel)
					: "the index lists no SHA-256 for it";
	}
	return problem ? problem : dist_info_metadata(arena, wheel.s, wheel.len, text);
}

/* Reads METADATA by itself if the index has it, otherwise out of the wheel. Some mirrors copy
 * the index's list, but not these files. */
static const char *read_metadata(struct wheels *wheels, const struct project *project,
	const struct simple_file *file, struct text *text)
{
	struct arena *arena = &wheels->source.session->arena;
	struct small small = { .url = arena_printf(arena, "%s.metadata", file->url),
		.key = arena_printf(arena, "%s%s.metadata", project->url, file->name),
		.sha256 = file->metadata_sha256,
		.max = METADATA_MAX };
	const char *problem;

	if (wheels->house || !file->metadata || !*file->metadata_sha256)
		return unpack_metadata(wheels, project, file, text);
	problem = get(wheels, &small, text);
	return problem && small.absent ? unpack_metadata(wheels, project, file, text)
				       : problem;
}

static void complain_older(struct source *source, const char *spec)
{
	struct out *out = &source->session->out;

	out_warn(out,
		"the wheels of CUDA %s have no complete compiler: those of CUDA 13.0.1 and newer have one",
		spec);
	out_hint(out, "  from NVIDIA's archives:  %s install %s",
		session_command(source->session), spec);
}

/* Turns the pins of cuda-toolkit into packages without files. */
static enum status take_pins(struct wheels *wheels, const struct metadata *metadata,
	const char *release, struct manifest *manifest)
{
	struct arena *arena = &wheels->source.session->arena;
	bool compiler = false;

	*manifest = (struct manifest){ .product = CUDA, .release = release };
	manifest->packages =
		arena_alloc(arena, (metadata->n + 1) * sizeof(*manifest->packages));
	for (size_t i = 0; i < metadata->n; i++) {
		const struct requirement *pin = &metadata->requirements[i];

		if (!*pin->version) {
			out_warn(&wheels->source.session->out,
				"%s %s pins no version of %s", TOOLKIT, release,
				pin->project);
			return STATUS_FAILED;
		}
		compiler |= streq(pin->project, COMPILER);
		manifest->packages[manifest->n++] =
			(struct package){ .component = wheels_component(
						  arena, &wheels->table, pin->project),
				.title = pin->project,
				.version = pin->version,
				.license = "CUDA Toolkit",
				.product = CUDA,
				.release = release,
				.path = "",
				.sha256 = "" };
	}
	if (compiler)
		return STATUS_DONE;
	complain_older(&wheels->source, release);
	return STATUS_FAILED;
}

static enum status toolkit_manifest(
	struct wheels *wheels, const char *release, struct manifest *manifest)
{
	struct session *session = wheels->source.session;
	struct project project = { .name = TOOLKIT };
	enum status status = projects_read(wheels, &project, 1);
	const struct simple_file *file;
	struct metadata metadata;
	struct wheel wheel;
	struct text text;
	const char *problem;

	if (status)
		return status;
	file = project_choose(wheels, &project, release, &wheel);
	if (!file)
		return STATUS_FAILED;
	wheels->major = arena_ndup(&session->arena, release, strcspn(release, "."));
	problem = read_metadata(wheels, &project, file, &text);
	if (!problem && metadata_parse(&session->arena, text.s, text.len, wheels->machine,
				&metadata, &problem) < 0)
		problem = arena_printf(&session->arena, "its METADATA: %s", problem);
	if (!problem && (!metadata.project || !streq(metadata.project, TOOLKIT) ||
				wheel_compare(metadata.version, wheel.version) != 0))
		problem = arena_printf(&session->arena, "its METADATA is that of %s %s",
			metadata.project, metadata.version);
	if (!problem)
		return take_pins(wheels, &metadata, release, manifest);
	out_warn(&session->out, "%s: %s", file->name, problem);
	return STATUS_FAILED;
}

static enum status product_manifest(struct wheels *wheels, const char *product,
	const char *release, struct manifest *manifest)
{
	struct arena *arena = &wheels->source.session->arena;
	long row = product_row(wheels, product);
	const char *project = project_of(wheels, product);
	struct package *package = arena_new(arena, struct package);

	*package = (struct package){
		.component =
			row < 0 ? product
				: table_field(&wheels->table, (size_t)row, "component"),
		.title = project,
		.version = release,
		.license = row < 0 ? product
				   : table_field(&wheels->table, (size_t)row, "license"),
		.product = product,
		.release = release,
		.path = "",
		.sha256 = "",
	};
	*manifest = (struct manifest){
		.product = product, .release = release, .packages = package, .n = 1
	};
	return STATUS_DONE;
}

static enum status manifest_of(struct source *source, const char *product,
	const char *release, const char *platform, struct manifest *manifest)
{
	(void)platform; /* that of this machine */

	return streq(product, CUDA)
		       ? toolkit_manifest(wheels_of(source), release, manifest)
		       : product_manifest(wheels_of(source), product, release, manifest);
}

/* --- the files of a manifest ---------------------------------------------------------- */

/* Some indexes do not list sizes; the server knows them. */
static enum status measure(struct wheels *wheels, struct package **packages, size_t n)
{
	struct session *session = wheels->source.session;
	struct page *pages = arena_alloc(&session->arena, (n + 1) * sizeof(*pages));
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (packages[i]->size < 0)
			pages[m++] =
				(struct page){ .url = packages[i]->url, .head = true };
	if (m && wheels->source.offline) {
		out_warn(&session->out,
			"the index lists no sizes, and --offline forbids asking the server");
		return STATUS_FAILED;
	}
	if (m)
		source_fetch(&wheels->source, pages, m);
	for (size_t i = 0, j = 0; i < n; i++) {
		if (packages[i]->size >= 0)
			continue;
		packages[i]->size = pages[j].length;
		if (pages[j].problem || pages[j].length < 0) {
			out_warn(&session->out, "cannot find the size of %s%s%s",
				packages[i]->path, pages[j].problem ? ": " : "",
				pages[j].problem ? pages[j].problem : "");
			return STATUS_FAILED;
		}
		j++;
	}
	return STATUS_DONE;
}

static enum status complete_package(
	struct wheels *wheels, const struct project *project, struct package *package)
{
	struct wheel wheel;
	const struct simple_file *file =
		project_choose(wheels, project, package->version, &wheel);

	if (!file)
		return STATUS_FAILED;
	if (!wheels->house && !*file->sha256) {
		out_warn(&wheels->source.session->out,
			"%s: the index lists no SHA-256 for it", file->name);
		return STATUS_FAILED;
	}
	package->version = wheel.version;
	package->path = file->name;
	package->url = file->url;
	package->sha256 = file->sha256;
	package->size = file->size;
	return STATUS_DONE;
}

static enum status complete(struct source *source, struct package **packages, size_t n)
{
	struct wheels *wheels = wheels_of(source);
	struct project *projects =
		arena_alloc(&source->session->arena, (n + 1) * sizeof(*projects));
	enum status status;

	for (size_t i = 0; i < n; i++)
		projects[i] = (struct project){ .name = packages[i]->title };
	status = projects_read(wheels, projects, n);
	for (size_t i = 0; i < n && !status; i++)
		status = complete_package(wheels, &projects[i], packages[i]);
	return status || wheels->house ? status : measure(wheels, packages, n);
}

static const char *file_of(const struct source *source, const struct package *package)
{
	return wheels_of(source)->house ? package->url : NULL;
}

static const char *url_of(const struct source *source, const struct package *package)
{
	return wheels_of(source)->house || source->offline ? NULL : package->url;
}

const struct source_kind wheels_kind = {
	.name = "wheels",
	.wheels = true,
	/* Those of 13.0.0 have no bin/crt/link.stub, and cicc is where nvcc does not search:
	 * nothing can be linked. */
	.floor = { 13, 0, 1 },
	.complain_older = complain_older,
	.releases = releases_of,
	.manifest = manifest_of,
	.complete = complete,
	.file = file_of,
	.url = url_of,
};
