/* SPDX-License-Identifier: MIT
 * cudaenv itself: does this shell load it, and does what is selected exist?
 */
#include "config.h"

#include "checks.h"

#include <errno.h>

/* Has anything been selected by the user, be it here or not? */
static bool selects(const struct doctor *doctor)
{
	return doctor->selection.specs.n && doctor->selection.scope != SCOPE_NONE;
}

void check_self_init(struct doctor *doctor)
{
	if (!doctor->selected || variable(doctor, "CUDAENV_ACTIVE") || doctor->pid)
		return;
	found(doctor, SEVERITY_WARN,
		"A toolkit is selected (%s), but this shell does not load cudaenv",
		doctor->selected->name);
	evidence(doctor,
		doctor->selection.origin ? doctor->selection.origin : "selection", "%s",
		doctor->selected->name);
	evidence(doctor, "CUDAENV_ACTIVE", "not set");
	fix_init(doctor, "");
}

void check_self_order(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	const char *root =
		doctor->selected ? machine_real(&doctor->machine, doctor->selected->path)
				 : NULL;

	if (!root || !variable(doctor, "CUDAENV_ACTIVE") || !doctor->selected->has_nvcc)
		return;
	for (size_t i = 1; i < compilers->n; i++)
		if (compilers->v[i].root && streq(compilers->v[i].root, root)) {
			found(doctor, SEVERITY_WARN,
				"Another directory has come before cudaenv's on PATH");
			evidence(doctor, "PATH", "%s before %s", compilers->v[0].path,
				compilers->v[i].path);
			fix_init(doctor, "");
			return;
		}
}

void check_self_hash(struct doctor *doctor)
{
	const char *active = variable(doctor, "CUDAENV_ACTIVE");

	if (!active || !doctor->selected || streq(active, doctor->selected->name) ||
		strchr(active, ':'))
		return;
	found(doctor, SEVERITY_NOTE,
		"This shell still has the environment of %s; %s is selected", active,
		doctor->selected->name);
	evidence(doctor, "CUDAENV_ACTIVE", "%s", active);
	fix(doctor, "hash -r; cudaenv use");
}

/* A file that nothing can be read from, or that names nothing. */
static void refused(struct doctor *doctor)
{
	const struct selection *selection = &doctor->selection;
	const char *file = selection->file ? selection->file : "CUDAENV_VERSION";

	found(doctor, SEVERITY_ERROR, "What selects the version is refused: %s %s", file,
		selection->error ? versionfile_problem(doctor->arena, selection->error,
					   VERSION_FILE_MAX)
				 : "has no valid version");
	evidence(doctor, file, "%s",
		selection->error ? strerror(-selection->error) : selection->notes.v[0]);
	if (!selection->file)
		fix(doctor, "unset CUDAENV_VERSION");
	else if (!selection->error)
		fix(doctor, "${EDITOR:-vi} %s", file);
	else
		fix(doctor, "mv %s %s.refused", file, file);
	advise(doctor, "then select one: cudaenv use VERSION");
}

void check_self_version_file(struct doctor *doctor)
{
	const struct selection *selection = &doctor->selection;

	if (selection->error || (selection->scope != SCOPE_NONE && !selection->specs.n &&
					selection->notes.n)) {
		refused(doctor);
		return;
	}
	if (!selects(doctor))
		return;
	for (size_t i = 0; i < selection->specs.n; i++) {
		struct toolkit *near;

		if (selection->resolved[i].result != RESOLVED_MISSING &&
			selection->resolved[i].result != RESOLVED_ALIAS_LOOP)
			continue;
		near = nearest(&doctor->registry, selection->specs.v[i]);
		found(doctor, SEVERITY_ERROR,
			"Version `%s' is selected, but not installed",
			selection->specs.v[i]);
		evidence(doctor, selection->origin ? selection->origin : "selection",
			"%s", selection->specs.v[i]);
		if (near)
			advise(doctor, "the nearest one here is %s", near->name);
		fix(doctor, "cudaenv install %s", selection->specs.v[i]);
		return;
	}
	for (size_t i = 0; i < selection->notes.n; i++) {
		found(doctor, SEVERITY_WARN, "A line of the version file is ignored");
		evidence(doctor, selection->file ? selection->file : "CUDAENV_VERSION",
			"%s", selection->notes.v[i]);
		if (selection->file)
			fix(doctor, "${EDITOR:-vi} %s", selection->file);
	}
}

void check_self_registry(struct doctor *doctor)
{
	const char *root = doctor->dirs.root;
	struct strv links;

	if (!root)
		return;
	links = machine_glob(&doctor->registry.here, root, "versions/*");
	for (size_t i = 0; i < links.n; i++) {
		const char *to = machine_readlink(&doctor->registry.here, links.v[i]);

		if (!to || machine_is_dir(&doctor->registry.here, links.v[i]))
			continue;
		found(doctor, SEVERITY_WARN, "The registered toolkit %s is gone",
			path_base(links.v[i]));
		evidence(doctor, links.v[i], "-> %s", to);
		fix(doctor, "cudaenv link %s --unset", path_base(links.v[i]));
		return;
	}
}

void check_self_dup(struct doctor *doctor)
{
	struct strv dirs = path_elements(doctor, "PATH");
	const char *first = NULL;

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(doctor->arena, dirs.v[i], "cudaenv");
		const char *real = *file == '/' && machine_is_file(&doctor->machine, file)
					   ? real_or_same(doctor, file)
					   : NULL;

		if (!real || strstr(real, "/shims/"))
			continue;
		if (!first) {
			first = real;
		} else if (!streq(first, real)) {
			found(doctor, SEVERITY_NOTE, "There are two cudaenv on PATH");
			evidence_place(doctor, first);
			evidence_place(doctor, real);
			return;
		}
	}
}

void check_self_statedir(struct doctor *doctor)
{
	const char *root = doctor->dirs.root, *home = variable(doctor, "HOME");
	struct stat st;
	int error;

	if (doctor->answers->origin != ORIGIN_LIVE)
		return;
	if (!root) {
		found(doctor, SEVERITY_NOTE,
			"HOME is not set: nothing of this user's can be looked up or kept");
		evidence(doctor, "HOME", "not set");
		return;
	}
	if (stat(root, &st) < 0 || access(root, W_OK) == 0)
		return;
	error = errno;
	found(doctor, SEVERITY_NOTE,
		error == EROFS ? "cudaenv's directory is on a read-only file system"
			       : "cudaenv's directory cannot be written to");
	evidence(doctor, root, "owner %u, mode %04o", (unsigned)st.st_uid,
		(unsigned)st.st_mode & 07777);
	effect(doctor,
		"what is there can be used; nothing can be installed or selected in it");
	/* One that others share is as it is meant to be. */
	if (error == EACCES && home && skip_prefix(root, home) && st.st_uid != geteuid())
		fix(doctor, "sudo chown -R \"$USER\" %s", root);
}
