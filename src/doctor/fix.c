/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fix.h"

#include "core/quote.h"
#include "explain/explainer.h"
#include "gather/current.h"
#include "model/arch.h"
#include "model/installable.h"
#include "model/level.h"
#include "model/table.h"
#include "recipe.h"
#include "shells/startline.h"

#include <stdlib.h>

void fix_recipe(const struct exam *exam, struct finding *finding, const char *id,
	const char *const *words)
{
	recipe_add(exam, finding, id, words);
}

/* Returns the oldest of the branches that support a GPU of this machine, 0 if all of them
 * are still supported. */
static long legacy_branch(const struct exam *exam)
{
	long legacy = 0;

	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		long last = exam->facts->hardware.gpu[i].last_branch;

		if (last && (!legacy || last < legacy))
			legacy = last;
	}
	return legacy;
}

static bool needs_open(const struct exam *exam)
{
	for (size_t i = 0; i < exam->facts->hardware.n; i++)
		if (exam->facts->hardware.gpu[i].needs_open)
			return true;
	return false;
}

/* The branches that Debian 12 and 13 provide. */
static bool debian_suffices(const struct exam *exam, long branch)
{
	struct recipe_system system = recipe_system(exam);

	return system.debian && !system.nvidia_repository && !needs_open(exam) &&
	       branch <= (streq(system.version, "12") ? 535 : 550);
}

static struct drivers drivers_of(const struct exam *exam)
{
	return (struct drivers){ exam->arena, exam->subject->machine, exam->subject->dirs,
		exam->subject->vars };
}

/* Returns the CUDA version of a branch. */
static struct version branch_cuda(const struct exam *exam, const char *branch)
{
	struct version version = VERSION_UNKNOWN;
	struct table table;
	const char *text;
	long row;

	if (table_read(exam->arena, exam->subject->dirs->data, "driver_branch.tsv",
		    &table) < 0)
		return version;
	row = table_find(&table, "branch", branch);
	text = row < 0 ? "" : table_field(&table, (size_t)row, "cuda_version");
	version_parse(text, strlen(text), &version);
	return version;
}

/* Installs the last branch that supports the GPU. If it cannot run the selected toolkit,
 * another one has to be selected, too. */
static void fix_legacy(const struct exam *exam, struct finding *finding, long legacy)
{
	const char *branch = arena_printf(exam->arena, "%ld", legacy);
	struct driver driver = { .result = DRIVER_QUERIED,
		.cuda = branch_cuda(exam, branch),
		.kernel = arena_printf(exam->arena, "%ld.999", legacy) };
	struct drivers drivers = drivers_of(exam);
	struct toolkit *selected = exam->subject->selected, *other;

	fix_recipe(exam, finding, "driver-legacy", FIX_WORDS("legacy", branch));
	if (!selected || level_of(&drivers, &driver, selected) != LEVEL_UNSUPPORTED)
		return;
	other = level_newest_runnable(&drivers, &driver, exam->subject->registry);
	if (other)
		fix_use(exam, finding, other->name);
	else
		finding_advice(finding, "select a toolkit up to CUDA %s",
			version_text(exam->arena, driver.cuda));
}

void fix_driver_or_use(const struct exam *exam, struct finding *finding,
	const struct driver *driver, const char *minimum)
{
	struct drivers drivers = drivers_of(exam);
	struct toolkit *other =
		level_newest_runnable(&drivers, driver, exam->subject->registry);

	fix_driver(exam, finding, minimum);
	if (other && finding->fixes.n)
		finding_advice(finding, "or select an older toolkit: cudaenv use %s",
			other->name);
	else if (other)
		fix_use(exam, finding, other->name);
}

void fix_driver(const struct exam *exam, struct finding *finding, const char *minimum)
{
	enum { BRANCH = 580 };
	long wanted = minimum ? strtol(minimum, NULL, 10) : 0;
	long legacy = legacy_branch(exam);
	const char *branch =
		arena_printf(exam->arena, "%ld", wanted > BRANCH ? wanted : (long)BRANCH);

	if (legacy && wanted > legacy)
		finding_advice(finding,
			"no driver of that version supports this GPU: %ld is the last branch",
			legacy);
	else if (legacy)
		fix_legacy(exam, finding, legacy);
	else if (debian_suffices(exam, wanted) && !exam->facts->hardware.container)
		fix_recipe(exam, finding, "driver-debian", FIX_WORDS("branch", branch));
	else
		fix_recipe(exam, finding, "driver", FIX_WORDS("branch", branch));
}

/* Returns the text with the characters escaped that mean something in a pattern of sed. */
static const char *literal(struct arena *arena, const char *text)
{
	struct str pattern = str_new(arena);

	for (; *text; text++) {
		if (strchr("\\.*[]^$|", *text))
			str_addc(&pattern, '\\');
		str_addc(&pattern, *text);
	}
	return pattern.s;
}

void fix_loader_line(struct finding *finding, const char *file, const char *line)
{
	finding_fix_line(finding,
		arena_printf(finding->arena, "sudo sed -i %s %s && sudo ldconfig",
			quote_word(
				finding->arena, arena_printf(finding->arena, "\\|^%s$|d",
							literal(finding->arena, line))),
			quote_word(finding->arena, file)));
}

/* Returns whether a finding removes the element. */
static bool is_removed(const struct exam *exam, const char *removal)
{
	for (size_t i = 0; i < exam->n_findings; i++)
		if (strv_has(&exam->findings[i]->removals, removal))
			return true;
	return false;
}

/* Adds the command that sets the variable to what all findings leave of it. */
static void add_remaining(
	const struct exam *exam, struct finding *finding, const char *name)
{
	struct strv all = subject_elements(exam->subject, name),
		    left = strv_new(exam->arena);

	for (size_t i = 0; i < all.n; i++)
		if (!is_removed(
			    exam, arena_printf(exam->arena, "%s\t%s", name, all.v[i])))
			strv_add(&left, all.v[i]);
	if (left.n)
		finding_fix(finding, "export %s=%s", name, strv_join(&left, ":"));
	else
		finding_fix(finding, "unset %s", name);
}

void fix_settle(const struct exam *exam)
{
	for (size_t i = 0; i < exam->n_findings; i++) {
		struct finding *finding = exam->findings[i];
		struct strv names = strv_new(exam->arena);

		for (size_t k = 0; k < finding->removals.n; k++) {
			const char *removal = finding->removals.v[k];
			const char *name =
				arena_ndup(exam->arena, removal, strcspn(removal, "\t"));

			if (strv_has(&names, name))
				continue;
			strv_add(&names, name);
			add_remaining(exam, finding, name);
		}
	}
}

void fix_error(const struct exam *exam, struct finding *finding, const char *name)
{
	struct explainer explainer;
	struct explanations found;

	explainer_begin(&explainer, exam->subject);
	explainer_feed(&explainer, name, strlen(name));
	found = explainer_end(&explainer);
	for (size_t i = 0; i < found.n; i++)
		for (size_t k = 0; k < found.v[i].n; k++) {
			const struct explained_cause *cause = &found.v[i].cause[k];
			const char *remedy =
				cause->fixes.n	  ? strv_join(&cause->fixes, "; ")
				: cause->advice.n ? strv_join(&cause->advice, "; ")
						  : "not known";

			finding_advice(finding, "%s (%s)", cause->text, remedy);
		}
	if (!finding->advice)
		finding_advice(finding, "the cause is not known");
}

/* Returns whether the startup file already loads cudaenv. */
static bool loads_cudaenv(const struct exam *exam, const struct startline *start)
{
	const char *home = subject_var(exam->subject, "HOME");
	const char *below = skip_prefix(start->file, "~/");
	const char *text = home && below ? subject_text(exam->subject,
						   path_join(exam->arena, home, below))
					 : NULL;

	return text && strstr(text, "cudaenv init");
}

void fix_init(const struct exam *exam, struct finding *finding, const char *where)
{
	const char *name = subject_var(exam->subject, "SHELL");
	const struct shell *shell = shell_find(name ? name : "bash");
	const struct startline *start = shell ? startline_of(shell) : NULL;

	if (start && loads_cudaenv(exam, start)) {
		finding_advice(finding,
			"%s loads cudaenv already: %s. If a new shell does not help, cudaenv is not in PATH when that file is read: write its absolute path there",
			start->file,
			*where ? "move that line to its end" : "start a new shell");
		return;
	}
	finding_fix_line(finding,
		start ? startline_text(exam->arena, start, exam->subject->program,
				subject_var(exam->subject, "HOME"), "")
		      : "cudaenv init");
	if (start)
		finding_advice(
			finding, "%sadd this line at the end of %s", where, start->file);
	else
		finding_advice(
			finding, "%sit prints which line to add to which file", where);
}

/* --- commands of cudaenv --- */

/* Returns whether the spec can be installed; if not, adds why. */
static bool can_install(
	const struct exam *exam, struct finding *finding, const char *spec)
{
	const char *problem =
		installable_problem(exam->arena, exam->subject->dirs->data, spec);

	if (problem)
		finding_advice(finding, "%s: select another version", problem);
	return !problem;
}

void fix_install(const struct exam *exam, struct finding *finding, const char *spec)
{
	if (can_install(exam, finding, spec))
		finding_fix(finding, "cudaenv install %s", spec);
}

void fix_install_and_use(
	const struct exam *exam, struct finding *finding, const char *spec)
{
	if (can_install(exam, finding, spec))
		finding_fix(finding, "cudaenv install %s && cudaenv use %s", spec, spec);
}

enum { LEGACY_MAJOR = 12 };

/* Returns whether nvcc of this release builds for all GPUs that CUDA sees. */
static bool builds_for_all(const struct exam *exam, struct version release)
{
	const struct cuda *cuda = &exam->facts->cuda;
	struct arch arch;

	for (size_t i = 0; i < cuda->n; i++)
		if (arch_find(exam->arena, exam->subject->dirs->data, cuda->gpu[i].major,
			    cuda->gpu[i].minor, &arch) &&
			!arch_has_toolkit(&arch, release))
			return false;
	/* The last toolkit that builds for families of a legacy driver is 12.9. */
	for (size_t i = 0; i < exam->facts->hardware.n && !cuda->n; i++)
		if (exam->facts->hardware.gpu[i].last_branch &&
			release.major > LEGACY_MAJOR)
			return false;
	return true;
}

/* Returns the newest release up to the CUDA version of the driver. */
static struct version newest_for(const struct exam *exam, struct version driver)
{
	struct version best = VERSION_UNKNOWN, label;
	struct table table;

	if (table_read(exam->arena, exam->subject->dirs->data, "redist_labels.tsv",
		    &table) < 0)
		return best;
	for (size_t i = 0; i < table.n; i++) {
		const char *text = table_field(&table, i, "label");

		if (!streq(table_field(&table, i, "product"), "cuda") ||
			!version_parse(text, strlen(text), &label))
			continue;
		label.patch = -1;
		if ((driver.major < 1 || version_compare(label, driver) <= 0) &&
			version_compare(label, best) > 0 && builds_for_all(exam, label))
			best = label;
	}
	return best;
}

const char *fix_suitable_release(const struct exam *exam)
{
	struct version torch = exam->facts->python.torch_cuda, best;
	struct version driver = current_driver(exam->subject, exam->facts).cuda;

	if (torch.major > 0)
		return arena_printf(exam->arena, "%d.%d", torch.major, torch.minor);
	if (driver.major < 1 && !exam->facts->cuda.n)
		return NULL;
	best = newest_for(exam, driver);
	return best.major > 0 ? version_text(exam->arena, best) : NULL;
}

void fix_install_suitable(const struct exam *exam, struct finding *finding)
{
	const char *release = fix_suitable_release(exam);

	fix_install_and_use(exam, finding, release ? release : "latest");
}

void fix_use(const struct exam *exam, struct finding *finding, const char *spec)
{
	if (resolve(exam->subject->registry, spec).result == RESOLVED_MISSING)
		fix_install_and_use(exam, finding, spec);
	else
		finding_fix(finding, "cudaenv use %s", spec);
}

void fix_install_with(const struct exam *exam, struct finding *finding,
	const char *component, struct toolkit *toolkit)
{
	struct version version = toolkit_version(toolkit);
	const char *spec =
		arena_printf(exam->arena, "%d.%d", version.major, version.minor);

	if (can_install(exam, finding, spec))
		finding_fix(finding, "cudaenv install --with %s %s", component, spec);
}

void fix_link(struct finding *finding, struct version version, const char *dir)
{
	finding_fix(finding, "cudaenv link %s %s",
		arena_printf(finding->arena, "%d.%d", version.major, version.minor), dir);
	finding_advice(finding,
		"or, for all toolkits next to it: `search = %s/*' in the section [paths] of cudaenv.conf",
		path_parent(finding->arena, dir));
}

void fix_verify(struct finding *finding, struct toolkit *toolkit)
{
	if (toolkit_has_record(toolkit))
		finding_fix(finding, "cudaenv verify %s", toolkit->name);
	else
		finding_advice(finding,
			"cudaenv did not install %s: complete it, or "
			"remove it with cudaenv uninstall %s",
			toolkit->link ? toolkit->link : toolkit->path, toolkit->name);
}

void fix_reinstall(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit)
{
	const char *version = version_text(exam->arena, toolkit_version(toolkit));

	if (!toolkit_has_record(toolkit))
		finding_advice(finding, "cudaenv did not install %s: replace it",
			toolkit->link ? toolkit->link : toolkit->path);
	else if (can_install(exam, finding, version))
		finding_fix(finding, "cudaenv uninstall --force %s && cudaenv install %s",
			toolkit->name, version);
}

/* Returns whether only root can change the directory and all above it, as `use --system'
 * requires. Of another machine, the owners may be unknown. */
static bool is_roots(const struct exam *exam, const struct toolkit *toolkit)
{
	struct stat st;

	if (streq(toolkit->source, "user"))
		return false;
	for (const char *dir = toolkit->path; exam->subject->origin == ORIGIN_LIVE;
		dir = path_parent(exam->arena, dir)) {
		if (machine_stat(toolkit->machine, dir, &st) < 0 || st.st_uid != 0 ||
			(st.st_mode & 022) != 0)
			return false;
		if (streq(dir, "/"))
			break;
	}
	return true;
}

void fix_use_system(
	const struct exam *exam, struct finding *finding, struct toolkit *toolkit)
{
	if (is_roots(exam, toolkit))
		finding_fix(finding, "cudaenv use --system %s", toolkit->name);
	else
		finding_advice(finding,
			"only a toolkit of root's can be selected for the machine");
}
