/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "runfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

bool runfile_is(const char *path)
{
	size_t n = strlen(path);

	return path_is_file(path) && (n < 5 || !streq(path + n - 5, ".json"));
}

enum status runfile_open(
	struct runfile *runfile, struct session *session, const char *path)
{
	struct text head;
	struct stat st;
	int r = file_read_head(
		&session->arena, AT_FDCWD, path, MAKESELF_HEADER_MAX, &head);

	*runfile = (struct runfile){ .path = path };
	if (r < 0)
		return out_error(&session->out, r, "cannot read %s", path);
	if (makeself_parse(head.s, head.len, &runfile->makeself) < 0) {
		out_warn(&session->out, "%s is neither a runfile nor a manifest (*.json)",
			path);
		return STATUS_FAILED;
	}
	if (stat(path, &st) < 0)
		return out_error(&session->out, -errno, "%s", path);
	if (runfile->makeself.payload >= 0 &&
		(long long)runfile->makeself.offset + runfile->makeself.payload >
			st.st_size) {
		out_warn(&session->out,
			"%s is truncated: expected %lld bytes, found %lld", path,
			(long long)runfile->makeself.offset + runfile->makeself.payload,
			(long long)st.st_size);
		return STATUS_FAILED;
	}
	runfile->package.size = st.st_size;
	return STATUS_DONE;
}

/* Returns "11.8.0" for "cuda_11.8.0_520.61.05_linux.run", or NULL. */
static const char *version_in_name(struct arena *arena, const char *path)
{
	const char *number = skip_prefix(path_base(path), "cuda_");
	size_t n = number ? strspn(number, "0123456789.") : 0;
	struct version version;

	return number && version_parse(number, n, &version) && version.minor >= 0
		       ? arena_ndup(arena, number, n)
		       : NULL;
}

/* Returns the SHA-256 of a known file, or "". */
static const char *known_digest(struct session *session, const char *path)
{
	struct table table;
	long row;

	if (table_read(&session->arena, session->dirs.data, "runfiles.tsv", &table) < 0)
		return "";
	row = table_find(&table, "file", path_base(path));
	return row < 0 ? "" : table_field(&table, (size_t)row, "sha256");
}

enum status runfile_plan(struct runfile *runfile, struct session *session,
	const struct component_set *known, const struct request *request,
	struct plan *plan)
{
	const char *word = request->spec;
	const char *named = version_in_name(&session->arena, runfile->path);
	const char *release = named ? named : word;
	struct version version;

	if (!release || !version_parse(release, strlen(release), &version) ||
		version.minor < 0) {
		out_warn(&session->out,
			"%s: its name does not contain the version: %s install X.Y.Z --from ...",
			runfile->path, session_command(session));
		return STATUS_FAILED;
	}
	if (word &&
		!release_matches(release,
			plan_prefix(session, word) ? plan_prefix(session, word) : word)) {
		out_warn(&session->out, "%s is CUDA %s, not %s", runfile->path, release,
			word);
		return STATUS_FAILED;
	}
	runfile->known = known;
	runfile->set = request->set;
	runfile->package.component = "runfile";
	runfile->package.title = "CUDA runfile";
	runfile->package.version = runfile->package.release = release;
	runfile->package.license = "CUDA Toolkit";
	runfile->package.product = "cuda";
	runfile->package.path = path_base(runfile->path);
	runfile->package.sha256 = known_digest(session, runfile->path);
	plan->release = release;
	plan->packages = arena_alloc(&session->arena, sizeof(*plan->packages));
	plan->packages[0] = &runfile->package;
	plan->n = 1;
	if (!*runfile->package.sha256)
		out_warn(&session->out,
			"no SHA-256 of %s is known: unpacked without verification",
			path_base(runfile->path));
	return STATUS_DONE;
}

static bool wanted(const void *user, const char *component)
{
	const struct runfile *runfile = user;

	return component_set_has(runfile->known, component, runfile->set);
}

void runfile_job(struct runfile *runfile, struct job *job)
{
	job->file = runfile->path;
	job->unpack.offset = (long long)runfile->makeself.offset;
	job->unpack.wanted = wanted;
	job->unpack.user = runfile;
}
