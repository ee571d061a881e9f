/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "venv.h"

#include "core/file.h"
#include "dist_record.h"
#include "entry.h"
#include "wheel.h"
#include "wheels.h"

#include "model/ownership.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#define INFO ".dist-info"
#define RUNTIME "nvidia-cuda-runtime"
#define TOOLKIT "cuda-toolkit"

struct venv_reader {
	struct venv *venv;
	struct session *session;
	struct table table;
	const char *dir; /* the last directory that is in the environment */
};

/* --- the environment ------------------------------------------------------------------ */

/* `dir` is an environment, or a directory that `pip install --target' filled. */
static enum status find_site(struct venv_reader *reader, const char *dir)
{
	struct session *session = reader->session;
	const struct machine *here = &session->registry.running;
	const char *real = machine_real(here, dir);
	struct strv found;

	if (!real)
		return out_error(&session->out, -errno, "%s", dir);
	found = machine_glob(here, real, "/lib/python3*/site-packages");
	reader->venv->site = found.n ? machine_real(here, found.v[found.n - 1]) : real;
	if (!reader->venv->site)
		return out_error(&session->out, -errno, "%s", found.v[found.n - 1]);
	return STATUS_DONE;
}

/* --- one wheel ------------------------------------------------------------------------ */

static enum status refuse(
	struct venv_reader *reader, const char *wheel, const char *name, const char *what)
{
	out_warn(&reader->session->out, "%s: %s: `%s' %s", reader->venv->site, wheel,
		name, what);
	return STATUS_FAILED;
}

/* Returns NULL if the directory of this file is in the environment, and only trusted users
 * can change it. */
static const char *dir_problem(struct venv_reader *reader, const char *file)
{
	struct session *session = reader->session;
	const struct machine *here = &session->registry.running;
	const char *dir =
		arena_ndup(&session->arena, file, (size_t)(path_base(file) - file - 1));
	const char *real, *problem;

	if (reader->dir && streq(reader->dir, dir))
		return NULL;
	real = machine_real(here, dir);
	if (!real || !streq(real, dir))
		return "is below a link";
	problem = ownership_problem(here, session->registry.user, dir);
	if (problem)
		return arena_printf(&session->arena, "is not trusted: %s", problem);
	reader->dir = dir;
	return NULL;
}

/* The environment may be half upgraded: each file must have the size in RECORD. */
static enum status take_file(
	struct venv_reader *reader, struct venv_wheel *wheel, const struct item *listed)
{
	struct arena *arena = &reader->session->arena;
	struct entry_rules rules = { .arena = arena, .keep_top = true, .any_name = true };
	struct entry entry = { .kind = ENTRY_FILE, .name = listed->path, .mode = 0644 };
	const char *problem, *path, *file;
	struct stat st;

	/* Programs that are installed elsewhere in the environment. */
	if (skip_prefix(listed->path, "../"))
		return STATUS_DONE;
	problem = entry_check(&rules, &entry);
	if (problem)
		return refuse(reader, wheel->project, listed->path, problem);
	path = wheel_place(arena, wheel->component, entry.path, &problem);
	if (!path || listed->size < 0)
		return STATUS_DONE;
	file = path_join(arena, reader->venv->site, entry.path);
	if (lstat(file, &st) < 0)
		return refuse(reader, wheel->project, entry.path,
			"is listed in RECORD, and is missing");
	if (!S_ISREG(st.st_mode))
		return refuse(reader, wheel->project, entry.path,
			S_ISLNK(st.st_mode) ? "is a link" : "is not a file");
	problem = dir_problem(reader, file);
	if (problem)
		return refuse(reader, wheel->project, entry.path, problem);
	if (st.st_size != listed->size)
		return refuse(reader, wheel->project, entry.path,
			"differs from RECORD: is the environment half upgraded?");
	listing_add(&wheel->files, (struct item){ .kind = 'l',
					   .mode = 0777,
					   .size = listed->size,
					   .sha256 = listed->sha256,
					   .path = path,
					   .target = file });
	return STATUS_DONE;
}

static enum status take_files(
	struct venv_reader *reader, struct venv_wheel *wheel, const char *info)
{
	struct session *session = reader->session;
	const char *file =
		arena_printf(&session->arena, "%s/%s/RECORD", reader->venv->site, info);
	enum status status = STATUS_DONE;
	struct listing listed;
	const char *problem;
	struct text text;
	int r = file_read(&session->arena, AT_FDCWD, file, DIST_RECORD_MAX, &text);

	if (r < 0)
		return out_error(&session->out, r, "cannot read %s", file);
	if (dist_record_parse(&session->arena, text.s, text.len, &listed, &problem) < 0) {
		out_warn(&session->out, "%s cannot be used: %s", file, problem);
		return STATUS_FAILED;
	}
	wheel->files = listing_new(&session->arena);
	for (size_t i = 0; i < listed.n && !status; i++)
		status = take_file(reader, wheel, &listed.v[i]);
	return status;
}

/* Returns false for a directory that is not of a wheel, or not of one of NVIDIA's. Libraries
 * such as cuDNN have the major version of CUDA in their names: nvidia-cudnn-cu13. */
static bool is_wanted(struct venv_reader *reader, const char *info, const char *major,
	struct venv_wheel *wanted)
{
	struct arena *arena = &reader->session->arena;
	size_t n = strlen(info), m = strlen(INFO);
	const char *suffix, *plain;
	struct wheel wheel;

	if (n <= m || !streq(info + n - m, INFO) ||
		!wheel_parse(arena,
			arena_printf(arena, "%.*s-py3-none-any.whl", (int)(n - m), info),
			&wheel))
		return false;
	*wanted = (struct venv_wheel){ .project = wheel.project,
		.version = *wheel.version ? wheel.version : "preview" };
	suffix = strstr(wheel.project, "-cu1");
	plain = suffix ? arena_printf(arena, "%.*s-cu@", (int)(suffix - wheel.project),
				 wheel.project)
		       : wheel.project;
	wanted->component = wheels_component(arena, &reader->table, plain);
	if (suffix && !streq(suffix + strlen("-cu"), major))
		return false;
	if (table_find(&reader->table, "project", plain) < 0 && suffix)
		wanted->component = wheels_component(arena, &reader->table,
			arena_ndup(
				arena, wheel.project, (size_t)(suffix - wheel.project)));
	return skip_prefix(wheel.project, "nvidia-") ||
	       table_find(&reader->table, "project", plain) >= 0;
}

/* --- all of them ---------------------------------------------------------------------- */

const struct venv_wheel *venv_find(const struct venv *venv, const char *project)
{
	for (size_t i = 0; i < venv->n; i++)
		if (streq(venv->wheels[i].project, project))
			return &venv->wheels[i];
	return NULL;
}

/* Determines the release, and with it which libraries belong to it. */
static const char *find_release(struct venv_reader *reader, const struct strv *infos)
{
	struct arena *arena = &reader->session->arena;
	const char *release = NULL;

	for (size_t i = 0; i < infos->n; i++) {
		struct venv_wheel wheel = { .project = "", .version = "" };
		const char *dot;

		is_wanted(reader, infos->v[i], "", &wheel);
		dot = strchr(wheel.version, '.'); /* none: a preview */
		if (streq(wheel.project, TOOLKIT) && dot)
			return wheel_release(arena, wheel.version);
		if (streq(wheel.project, RUNTIME) && dot)
			release = arena_printf(arena, "%.*s%.*s",
				(int)(dot - wheel.version), wheel.version,
				(int)(1 + strcspn(dot + 1, ".")), dot);
	}
	return release;
}

static enum status read_all(struct venv_reader *reader, const struct strv *infos)
{
	struct venv *venv = reader->venv;
	struct arena *arena = &reader->session->arena;
	const char *major = arena_ndup(arena, venv->release, strcspn(venv->release, "."));
	enum status status = STATUS_DONE;

	venv->wheels = arena_alloc(arena, (infos->n + 1) * sizeof(*venv->wheels));
	for (size_t i = 0; i < infos->n && !status; i++) {
		struct venv_wheel *wheel = &venv->wheels[venv->n];
		const struct venv_wheel *other;

		if (!is_wanted(reader, infos->v[i], major, wheel))
			continue;
		other = venv_find(venv, wheel->project);
		if (other) {
			out_warn(&reader->session->out,
				"%s contains two versions of %s: %s and %s", venv->site,
				wheel->project, other->version, wheel->version);
			return STATUS_FAILED;
		}
		status = take_files(reader, wheel, infos->v[i]);
		if (wheel->files.n)
			venv->n++;
	}
	return status;
}

enum status venv_read(struct venv *venv, struct session *session, const char *dir)
{
	struct venv_reader reader = { .venv = venv, .session = session };
	const char *problem;
	enum status status;
	struct strv infos;
	int r = table_read(
		&session->arena, session->dirs.data, "wheel_projects.tsv", &reader.table);

	*venv = (struct venv){ 0 };
	if (r < 0)
		return out_error(&session->out, r, "cannot read %s/data/%s",
			session->dirs.data, "wheel_projects.tsv");
	status = find_site(&reader, dir);
	if (status)
		return status;
	problem = ownership_problem(
		&session->registry.running, session->registry.user, venv->site);
	if (problem) {
		out_warn(&session->out, "%s", problem);
		return STATUS_FAILED;
	}
	infos = machine_list(&session->registry.running, venv->site);
	venv->release = find_release(&reader, &infos);
	if (venv->release)
		return read_all(&reader, &infos);
	out_warn(&session->out,
		"%s contains no wheels of CUDA 13 or newer (nvidia-cuda-runtime)",
		venv->site);
	return STATUS_FAILED;
}
