/* SPDX-License-Identifier: MIT
 * cudaenv itself: does this shell load it, and does what is selected exist?
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include <errno.h>

/* Returns whether the user has selected anything, installed or not. */
static bool selects(const struct exam *exam)
{
	return exam->subject->selection.specs.n &&
	       exam->subject->selection.scope != SCOPE_NONE;
}

static void self_init(struct exam *exam)
{
	struct finding *f;

	if (!exam->subject->selected || subject_var(exam->subject, "CUDAENV_ACTIVE") ||
		exam->subject->pid)
		return;
	f = finding_new(exam, SEVERITY_WARN,
		"A toolkit is selected (%s), but this shell does not load cudaenv",
		exam->subject->selected->name);
	finding_evidence(f,
		exam->subject->selection.origin ? exam->subject->selection.origin
						: "selection",
		"%s", exam->subject->selected->name);
	finding_evidence(f, "CUDAENV_ACTIVE", "not set");
	fix_init(exam, f, "");
}

static void self_order(struct exam *exam)
{
	struct finding *f;
	const struct compilers *compilers = &exam->facts->compilers;
	const char *root = exam->subject->selected
				   ? machine_real(exam->subject->machine,
					     exam->subject->selected->path)
				   : NULL;

	if (!root || !subject_var(exam->subject, "CUDAENV_ACTIVE") ||
		!exam->subject->selected->has_nvcc)
		return;
	for (size_t i = 1; i < compilers->n; i++)
		if (compilers->v[i].root && streq(compilers->v[i].root, root)) {
			f = finding_new(exam, SEVERITY_WARN,
				"Another directory precedes cudaenv's in PATH");
			finding_evidence(f, "PATH", "%s before %s", compilers->v[0].path,
				compilers->v[i].path);
			fix_init(exam, f, "");
			return;
		}
}

static void self_hash(struct exam *exam)
{
	struct finding *f;
	const char *active = subject_var(exam->subject, "CUDAENV_ACTIVE");

	if (!active || !exam->subject->selected ||
		streq(active, exam->subject->selected->name) || strchr(active, ':'))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"This shell still has the environment of %s; %s is selected", active,
		exam->subject->selected->name);
	finding_evidence(f, "CUDAENV_ACTIVE", "%s", active);
	finding_fix(f, "hash -r; cudaenv use");
}

/* Reports a version file that cannot be read, or that contains no valid version. */
static void refused(struct exam *exam)
{
	struct finding *f;
	const struct selection *selection = &exam->subject->selection;
	const char *file = selection->file ? selection->file : "CUDAENV_VERSION";

	f = finding_new(exam, SEVERITY_ERROR, "The version file is refused: %s %s", file,
		selection->error ? versionfile_problem(exam->arena, selection->error,
					   VERSION_FILE_MAX)
				 : "has no valid version");
	finding_evidence(f, file, "%s",
		selection->error ? strerror(-selection->error) : selection->notes.v[0]);
	if (!selection->file)
		finding_fix(f, "unset CUDAENV_VERSION");
	else if (!selection->error)
		finding_fix(f, "${EDITOR:-vi} %s", file);
	else
		finding_fix(f, "mv %s %s.refused", file, file);
	finding_advice(f, "then select one: cudaenv use VERSION");
}

static void self_version_file(struct exam *exam)
{
	struct finding *f;
	const struct selection *selection = &exam->subject->selection;

	if (selection->error || (selection->scope != SCOPE_NONE && !selection->specs.n &&
					selection->notes.n)) {
		refused(exam);
		return;
	}
	if (!selects(exam))
		return;
	for (size_t i = 0; i < selection->specs.n; i++) {
		struct toolkit *near;

		if (selection->resolved[i].result == RESOLVED_UNTRUSTED) {
			f = finding_new(exam, SEVERITY_ERROR,
				"Version `%s' is selected, but not used: another user can change it",
				selection->specs.v[i]);
			finding_evidence(f, selection->resolved[i].untrusted->path, "%s",
				selection->resolved[i].note);
			finding_advice(f,
				"`trust = %s' in the section [paths] of cudaenv.conf uses it anyway",
				selection->resolved[i].untrusted->path);
			return;
		}
		if (selection->resolved[i].result != RESOLVED_MISSING &&
			selection->resolved[i].result != RESOLVED_ALIAS_LOOP)
			continue;
		near = resolve_nearest(exam->subject->registry, selection->specs.v[i]);
		f = finding_new(exam, SEVERITY_ERROR,
			"Version `%s' is selected, but not installed",
			selection->specs.v[i]);
		finding_evidence(f, selection->origin ? selection->origin : "selection",
			"%s", selection->specs.v[i]);
		if (near)
			finding_advice(
				f, "the nearest installed version is %s", near->name);
		fix_install(exam, f, selection->specs.v[i]);
		return;
	}
	for (size_t i = 0; i < selection->notes.n; i++) {
		f = finding_new(
			exam, SEVERITY_WARN, "A line of the version file is ignored");
		finding_evidence(f, selection->file ? selection->file : "CUDAENV_VERSION",
			"%s", selection->notes.v[i]);
		if (selection->file)
			finding_fix(f, "${EDITOR:-vi} %s", selection->file);
	}
}

static void self_registry(struct exam *exam)
{
	struct finding *f;
	const char *root = exam->subject->dirs->root;
	struct strv links;

	if (!root)
		return;
	links = machine_glob(&exam->subject->registry->running, root, "versions/*");
	for (size_t i = 0; i < links.n; i++) {
		const char *to =
			machine_readlink(&exam->subject->registry->running, links.v[i]);

		if (!to || machine_is_dir(&exam->subject->registry->running, links.v[i]))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"The registered toolkit %s is missing", path_base(links.v[i]));
		finding_evidence(f, links.v[i], "-> %s", to);
		finding_fix(f, "cudaenv link %s --unset", path_base(links.v[i]));
		return;
	}
}

static void self_dup(struct exam *exam)
{
	struct finding *f;
	struct strv dirs = subject_elements(exam->subject, "PATH");
	const char *first = NULL;

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(exam->arena, dirs.v[i], "cudaenv");
		const char *real =
			*file == '/' && machine_is_file(exam->subject->machine, file)
				? subject_real(exam->subject, file)
				: NULL;

		if (!real || strstr(real, "/shims/"))
			continue;
		if (!first) {
			first = real;
		} else if (!streq(first, real)) {
			f = finding_new(exam, SEVERITY_NOTE,
				"PATH contains two copies of cudaenv");
			finding_evidence_at(f, first);
			finding_evidence_at(f, real);
			return;
		}
	}
}

static void self_statedir(struct exam *exam)
{
	struct finding *f;
	const char *root = exam->subject->dirs->root,
		   *home = subject_var(exam->subject, "HOME");
	struct stat st;
	int error;

	if (exam->subject->origin != ORIGIN_LIVE)
		return;
	if (!root) {
		f = finding_new(exam, SEVERITY_NOTE,
			"HOME is not set: this user's files are not read or written");
		finding_evidence(f, "HOME", "not set");
		return;
	}
	if (stat(root, &st) < 0 || access(root, W_OK) == 0)
		return;
	error = errno;
	f = finding_new(exam, SEVERITY_NOTE,
		error == EROFS ? "cudaenv's directory is on a read-only file system"
			       : "cudaenv's directory cannot be written to");
	finding_evidence(f, root, "owner %u, mode %04o", (unsigned)st.st_uid,
		(unsigned)st.st_mode & 07777);
	finding_effect(
		f, "existing toolkits can be used; nothing can be installed or selected");
	/* A shared directory is read-only on purpose. */
	if (error == EACCES && home && skip_prefix(root, home) && st.st_uid != geteuid())
		finding_fix(f, "sudo chown -R \"$USER\" %s", root);
}

static const char *no_version(const struct exam *exam)
{
	return selects(exam) ? NULL : "nothing is selected";
}

static const char *no_registered(const struct exam *exam)
{
	const char *root = exam->subject->dirs->root;
	struct strv links = strv_new(exam->arena);

	if (root)
		links = machine_glob(
			&exam->subject->registry->running, root, "versions/*");
	for (size_t i = 0; i < links.n; i++)
		if (machine_readlink(&exam->subject->registry->running, links.v[i]))
			return NULL;
	return "no toolkit is registered";
}

static const char *no_cudaenv(const struct exam *exam)
{
	return subject_program(exam->subject, "cudaenv") ? NULL
							 : "cudaenv is not in PATH";
}

static const char *no_statedir(const struct exam *exam)
{
	const char *root = exam->subject->dirs->root;

	if (exam->subject->origin != ORIGIN_LIVE)
		return "not the running machine";
	return root && path_is_dir(root) ? NULL : "the directory does not exist";
}

const struct check cudaenv_checks[] = {
	{
		.id = "self-version-file",
		.title = "the selected version is installed",
		.run = self_version_file,
		.absent = no_version,
		.concerns = FOR_BOTH,
		.explains = "nvcc-missing self-init cuda-home-vs-nvcc",
		.why = "The version that a version file names must be installed.",
		.fix = "Install it, or select another one.",
	},
	{
		.id = "self-init",
		.title = "this shell loads cudaenv",
		.run = self_init,
		.absent = absent_selection,
		.concerns = FOR_BUILD,
		.explains = "nvcc-missing nvcc-shadowed cuda-home-vs-nvcc self-order",
		.variables = "CUDAENV_ACTIVE",
		.why = "A selection takes effect only in shells that load cudaenv.",
		.fix = "Add the line that `cudaenv init' prints to the startup file "
		       "of the shell.",
	},
	{
		.id = "self-order",
		.title = "cudaenv's directories are first in PATH",
		.run = self_order,
		.absent = absent_hook,
		.concerns = FOR_BUILD,
		.explains = "nvcc-shadowed",
		.variables = "CUDAENV_ACTIVE PATH",
		.why = "Whatever is loaded last is first in PATH.",
		.fix = "Load cudaenv last.",
	},
	{
		.id = "self-hash",
		.title = "the shell has the selected environment",
		.run = self_hash,
		.absent = absent_hook,
		.concerns = FOR_BUILD,
		.explains = "cuda-home-vs-nvcc nvcc-shadowed",
		.variables = "CUDAENV_ACTIVE",
		.why = "A shell remembers the path of a command that it has run.",
		.fix = "hash -r, or rehash.",
	},
	{
		.id = "self-registry",
		.title = "every registered toolkit exists",
		.run = self_registry,
		.absent = no_registered,
		.concerns = FOR_BUILD,
		.why = "The directory of a registered toolkit was moved or removed.",
		.fix = "Remove the registration, or register the toolkit again.",
	},
	{
		.id = "self-dup",
		.title = "only one cudaenv is in PATH",
		.run = self_dup,
		.absent = no_cudaenv,
		.concerns = FOR_BUILD,
		.variables = "PATH",
		.why = "Two versions of cudaenv may disagree.",
		.fix = "Keep only one of them in PATH.",
	},
	{
		.id = "self-statedir",
		.title = "cudaenv's directory is writable",
		.run = self_statedir,
		.absent = no_statedir,
		.concerns = FOR_BUILD,
		.variables = "HOME",
		.why = "Selecting and installing write to cudaenv's directory. A "
		       "shared or read-only directory can be used, but not changed.",
		.fix = "If root created it in the user's home, change its owner.",
	},
	{ .id = NULL },
};
