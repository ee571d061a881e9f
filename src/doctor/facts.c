/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "facts.h"

#include "core/quote.h"
#include "model/kernel.h"
#include "shells/startline.h"

#include <ctype.h>
#include <stdlib.h>

enum { SMALL_FILE = 64 * 1024 };

const char *file_text(struct doctor *doctor, const char *path)
{
	struct text text;

	if (machine_read_head(&doctor->machine, path, SMALL_FILE, &text) < 0)
		return NULL;
	while (text.len && isspace((unsigned char)text.s[text.len - 1]))
		text.s[--text.len] = '\0';
	return text.s;
}

const char *variable(struct doctor *doctor, const char *name)
{
	return vars_get_nonempty(&doctor->vars, name);
}

const char *variable_or_empty(struct doctor *doctor, const char *name)
{
	return vars_get(&doctor->vars, name);
}

struct strv path_elements(struct doctor *doctor, const char *name)
{
	const char *value = variable(doctor, name);

	return value ? strv_split(doctor->arena, value, ':') : strv_new(doctor->arena);
}

const char *real_or_same(struct doctor *doctor, const char *path)
{
	const char *real = machine_real(&doctor->machine, path);

	return real ? real : path;
}

const char *program_on_path(struct doctor *doctor, const char *name)
{
	struct strv dirs = path_elements(doctor, "PATH");

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(doctor->arena, dirs.v[i], name);

		if (*file == '/' && machine_is_file(&doctor->machine, file))
			return file;
	}
	return NULL;
}

/* The value of NAME= in os-release, without quotes. */
static const char *release_field(
	struct doctor *doctor, const char *text, const char *name)
{
	struct strv lines = strv_split(doctor->arena, text ? text : "", '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *value = skip_prefix(lines.v[i], name);

		if (!value)
			continue;
		value += strspn(value, "\"'");
		return arena_ndup(doctor->arena, value, strcspn(value, "\"'"));
	}
	return "";
}

static void distribution_gather(struct doctor *doctor, struct facts *facts)
{
	static const char *const families[][2] = { { "debian", "debian" },
		{ "ubuntu", "debian" }, { "rhel", "rhel" }, { "fedora", "rhel" },
		{ "centos", "rhel" }, { "suse", "suse" }, { "arch", "arch" } };
	const char *text = file_text(doctor, "/etc/os-release");
	const char *all;

	facts->distribution = release_field(doctor, text, "ID=");
	facts->like = "";
	all = arena_printf(doctor->arena, "%s %s", facts->distribution,
		release_field(doctor, text, "ID_LIKE="));
	for (size_t i = 0; i < ARRAY_SIZE(families) && !*facts->like; i++)
		if (strstr(all, families[i][0]))
			facts->like = families[i][1];
}

/* The names of packages are ours, with numbers in them. */
static void fix_words(struct doctor *doctor, const char *command, const char *words)
{
	struct strv list = strv_words(doctor->arena, words);
	struct str line = str_new(doctor->arena);

	for (size_t i = 0; i < list.n; i++)
		str_addf(&line, "%s%s", i ? " " : "",
			quote_word(doctor->arena, list.v[i]));
	fix_line(doctor, arena_printf(doctor->arena, "%s %s", command, line.s));
}

void fix_package(struct doctor *doctor, const char *debian, const char *fedora,
	const char *suse, const char *arch)
{
	const char *like = doctor->facts->like;

	if (streq(like, "rhel") && fedora)
		fix_words(doctor, "sudo dnf install", fedora);
	else if (streq(like, "suse") && suse)
		fix_words(doctor, "sudo zypper install", suse);
	else if (streq(like, "arch") && arch)
		fix_words(doctor, "sudo pacman -S", arch);
	else if (streq(like, "debian") && debian)
		fix_words(doctor, "sudo apt install", debian);
	else if (debian)
		advise(doctor, "install the package that %s calls %s",
			*like ? "Debian" : "a Debian or Ubuntu", debian);
}

void fix_without(struct doctor *doctor, const char *name, const char *element)
{
	struct strv all = path_elements(doctor, name), left = strv_new(doctor->arena);

	for (size_t i = 0; i < all.n; i++)
		if (!streq(all.v[i], element))
			strv_add(&left, all.v[i]);
	if (left.n)
		fix(doctor, "export %s=%s", name, strv_join(&left, ":"));
	else
		fix(doctor, "unset %s", name);
}

void fix_init(struct doctor *doctor, const char *also)
{
	const char *name = variable(doctor, "SHELL");
	const struct shell *shell = shell_find(name ? name : "bash");
	const struct startline *start = shell ? startline_of(shell) : NULL;

	fix_line(doctor, start ? start->line : "cudaenv init");
	if (start)
		advise(doctor, "%sthat line belongs at the end of %s", also, start->file);
	else
		advise(doctor, "%sit tells what belongs into which file", also);
}

const char *driver_branch(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;
	const char *version = facts->kernel.module;

	if (!version && facts->libcuda.n)
		version = library_version(doctor->arena, facts->libcuda.v[0].real);
	return version ? kernel_branch(doctor->arena, version) : "580";
}

struct toolkit *toolkit_holding(struct doctor *doctor, const char *real)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(&doctor->registry, &n);
	for (size_t i = 0; i < n; i++) {
		const char *root = machine_real(&doctor->machine, all[i]->path);
		const char *rest = root ? skip_prefix(real, root) : NULL;

		if (rest && (*rest == '/' || !*rest))
			return all[i];
	}
	return NULL;
}

struct toolkit *toolkit_active(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	const char *home = variable(doctor, "CUDA_HOME");

	if (compilers->n)
		return toolkit_holding(doctor, compilers->v[0].real);
	if (!home)
		home = variable(doctor, "CUDA_PATH");
	return home ? toolkit_holding(doctor, real_or_same(doctor, home))
		    : doctor->selected;
}

struct driver driver_of_facts(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;
	struct drivers drivers = { doctor->arena, &doctor->machine, &doctor->dirs,
		&doctor->vars };
	struct driver driver = { .answer = DRIVER_NONE };

	if (cuda->asked == ASKED_NOT && answers_of_image(doctor))
		return driver_cached(&drivers);
	driver.kernel = doctor->facts->kernel.module;
	driver.library = cuda->library;
	if (cuda->version > 0) {
		driver.answer = DRIVER_ANSWERED;
		driver.cuda = version_from_api(cuda->version);
	}
	return driver;
}

bool driver_installed(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;

	if (facts->kernel.module)
		return true;
	for (size_t i = 0; i < facts->libcuda.n; i++)
		if (!strstr(facts->libcuda.v[i].real, "/stubs/") &&
			!strstr(facts->libcuda.v[i].real, "/compat/"))
			return true;
	return false;
}

void facts_gather(struct doctor *doctor)
{
	struct facts *facts = arena_new(doctor->arena, struct facts);

	doctor->facts = facts;
	driver_questions(doctor);
	distribution_gather(doctor, facts);
	hardware_gather(doctor, &facts->hardware);
	kernel_gather(doctor, &facts->kernel);
	facts->libcuda = loader_find(doctor, "libcuda.so.1");
	facts->libnvml = loader_find(doctor, "libnvidia-ml.so.1");
	compilers_gather(doctor, &facts->compilers);
	python_gather(doctor, &facts->python);
	driver_answers(doctor);
	if (doctor->bandwidth)
		bandwidth_answer(doctor);
	cuda_gather(doctor, "probe:cuda", &facts->cuda);
	cuda_gather(doctor, "probe:cuda-visible", &facts->cuda_visible);
	cuda_gather(doctor, "probe:cuda-loader", &facts->cuda_loader);
	nvml_gather(doctor, &facts->nvml);
}
