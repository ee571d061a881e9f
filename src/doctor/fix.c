/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fix.h"

#include "core/quote.h"
#include "model/installable.h"
#include "shells/startline.h"

/* `words` are package names from this program's source. */
static void fix_words(struct finding *finding, const char *command, const char *words)
{
	struct strv list = strv_words(finding->arena, words);
	struct str line = str_new(finding->arena);

	for (size_t i = 0; i < list.n; i++)
		str_addf(&line, "%s%s", i ? " " : "",
			quote_word(finding->arena, list.v[i]));
	finding_fix_line(finding, arena_printf(finding->arena, "%s %s", command, line.s));
}

void fix_package(const struct exam *exam, struct finding *finding, const char *debian,
	const char *fedora, const char *suse, const char *arch)
{
	const char *like = exam->facts->like;

	if (streq(like, "rhel") && fedora)
		fix_words(finding, "sudo dnf install", fedora);
	else if (streq(like, "suse") && suse)
		fix_words(finding, "sudo zypper install", suse);
	else if (streq(like, "arch") && arch)
		fix_words(finding, "sudo pacman -S", arch);
	else if (streq(like, "debian") && debian)
		fix_words(finding, "sudo apt install", debian);
	else if (debian)
		finding_advice(finding, "install the package that %s calls %s",
			*like ? "Debian" : "a Debian or Ubuntu", debian);
}

void fix_without(const struct exam *exam, struct finding *finding, const char *name,
	const char *element)
{
	struct strv all = subject_elements(exam->subject, name),
		    left = strv_new(exam->arena);

	for (size_t i = 0; i < all.n; i++)
		if (!streq(all.v[i], element))
			strv_add(&left, all.v[i]);
	if (left.n)
		finding_fix(finding, "export %s=%s", name, strv_join(&left, ":"));
	else
		finding_fix(finding, "unset %s", name);
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
	finding_fix_line(finding, start ? start->line : "cudaenv init");
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

/* Returns whether cudaenv installed this toolkit: it has a record in it. */
static bool has_record(const struct exam *exam, const struct toolkit *toolkit)
{
	return machine_is_dir(
		toolkit->machine, path_join(exam->arena, toolkit->path, ".cudaenv"));
}

void fix_verify(const struct exam *exam, struct finding *finding, struct toolkit *toolkit)
{
	if (has_record(exam, toolkit))
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

	if (!has_record(exam, toolkit))
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
