/* SPDX-License-Identifier: MIT
 * The active Python environment, else that of the first python3 in PATH, read from its files:
 * Python is not run, and nothing is imported.
 */
#include "config.h"

#include "python.h"

#include "gatherers.h"

#include <ctype.h>
#include <stdlib.h>

enum { DISTS_MAX = 4096 };

/* "nvidia_cublas_cu12-12.4.5.8.dist-info": name in lower case with "_", version. */
static bool read_dist(struct arena *arena, const char *base, struct dist *dist)
{
	const char *end = strstr(base, ".dist-info");
	const char *dash = strchr(base, '-');
	char *name;

	if (!end || !dash || dash > end)
		return false;
	name = arena_ndup(arena, base, (size_t)(dash - base));
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : (char)tolower((unsigned char)*p);
	*dist = (struct dist){ name,
		arena_ndup(arena, dash + 1, (size_t)(end - dash - 1)) };
	return true;
}

/* Returns the string that is assigned to `key` at the start of a line, as in __version__
 * = '2.5.1+cu124' or cuda: Optional[str] = '12.4'; NULL for None. */
static const char *python_string(struct arena *arena, const char *text, const char *key)
{
	struct strv lines = strv_split(arena, text, '\n');

	for (size_t i = 0; i < lines.n; i++) {
		const char *rest = skip_prefix(lines.v[i], key);
		const char *quote;

		if (!rest || isalnum((unsigned char)*rest) || *rest == '_')
			continue;
		rest = strchr(rest, '=');
		quote = rest ? strpbrk(rest, "'\"") : NULL;
		return quote ? arena_ndup(arena, quote + 1, strcspn(quote + 1, "'\""))
			     : NULL;
	}
	return NULL;
}

static void read_torch(const struct subject *subject, struct python *python)
{
	const char *text = subject_text(
		subject, path_join(subject->arena, python->site, "torch/version.py"));
	const char *cuda;

	python->torch_cuda = VERSION_UNKNOWN;
	if (!text)
		return;
	python->torch = python_string(subject->arena, text, "__version__");
	cuda = python_string(subject->arena, text, "cuda");
	if (cuda)
		version_parse(cuda, strlen(cuda), &python->torch_cuda);
}

static void read_dists(const struct subject *subject, struct python *python)
{
	struct strv found = machine_glob(subject->machine, python->site, "*.dist-info");

	python->dist = arena_alloc(subject->arena, (found.n + 1) * sizeof(struct dist));
	for (size_t i = 0; i < found.n && python->n < DISTS_MAX; i++)
		if (read_dist(subject->arena, path_base(found.v[i]),
			    &python->dist[python->n]))
			python->n++;
}

/* Returns the directories of packages below the prefix of an environment or a system. */
static struct strv sites_of(const struct subject *subject, const char *prefix)
{
	static const char *const patterns[] = { "lib/python3*/site-packages",
		"lib64/python3*/site-packages", "local/lib/python3*/dist-packages",
		"lib/python3*/dist-packages" };
	struct strv sites = strv_new(subject->arena);

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct strv more = machine_glob(subject->machine, prefix, patterns[i]);

		strv_add_all(&sites, &more);
	}
	return sites;
}

/* Returns the prefix of the first python3 in PATH, or NULL. Of a virtual environment, that
 * is not where the link to the program points to. */
static const char *prefix_in_path(const struct subject *subject)
{
	const char *program = subject_program(subject, "python3"), *prefix;

	if (!program)
		return NULL;
	prefix = path_parent(subject->arena, path_parent(subject->arena, program));
	if (streq(prefix, "/"))
		prefix = "/usr";
	return prefix;
}

/* Chooses the directory that contains PyTorch, else the last one, as before. */
static const char *choose_site(const struct subject *subject, const struct strv *sites)
{
	for (size_t i = 0; i < sites->n; i++)
		if (machine_is_dir(subject->machine,
			    path_join(subject->arena, sites->v[i], "torch")))
			return sites->v[i];
	return sites->v[sites->n - 1];
}

void python_gather(const struct subject *subject, struct python *python)
{
	const char *venv = subject_var(subject, "VIRTUAL_ENV");
	const char *conda = subject_var(subject, "CONDA_PREFIX"), *prefix;
	struct strv sites;

	python->env = venv ? venv : conda;
	python->conda = !venv && conda;
	python->nvidia_libs = strv_new(subject->arena);
	python->torch_cuda = VERSION_UNKNOWN;
	prefix = python->env ? python->env : prefix_in_path(subject);
	if (!prefix || *prefix != '/')
		return;
	sites = sites_of(subject, prefix);
	if (!sites.n)
		return;
	python->site = choose_site(subject, &sites);
	read_dists(subject, python);
	read_torch(subject, python);
	python->nvidia_libs =
		machine_glob(subject->machine, python->site, "nvidia/*/lib");
}

const struct dist *python_dist(const struct python *python, const char *name)
{
	for (size_t i = 0; i < python->n; i++)
		if (streq(python->dist[i].name, name))
			return &python->dist[i];
	return NULL;
}
