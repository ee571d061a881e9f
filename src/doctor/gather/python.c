/* SPDX-License-Identifier: MIT
 * The active Python environment, read from its files: no Python is run, nothing imported.
 */
#include "config.h"

#include "facts.h"

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

/* The string behind `key` and "=" at the start of a line: __version__ = '2.5.1+cu124',
 * cuda: Optional[str] = '12.4'; NULL for None. */
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

static void read_torch(struct doctor *doctor, struct python *python)
{
	const char *text = file_text(
		doctor, path_join(doctor->arena, python->site, "torch/version.py"));
	const char *cuda;

	python->torch_cuda = VERSION_UNKNOWN;
	if (!text)
		return;
	python->torch = python_string(doctor->arena, text, "__version__");
	cuda = python_string(doctor->arena, text, "cuda");
	if (cuda)
		version_parse(cuda, strlen(cuda), &python->torch_cuda);
}

static void read_dists(struct doctor *doctor, struct python *python)
{
	struct strv found = machine_glob(&doctor->machine, python->site, "*.dist-info");

	python->dist = arena_alloc(doctor->arena, (found.n + 1) * sizeof(struct dist));
	for (size_t i = 0; i < found.n && python->n < DISTS_MAX; i++)
		if (read_dist(doctor->arena, path_base(found.v[i]),
			    &python->dist[python->n]))
			python->n++;
}

void python_gather(struct doctor *doctor, struct python *python)
{
	const char *venv = variable(doctor, "VIRTUAL_ENV");
	const char *conda = variable(doctor, "CONDA_PREFIX");
	struct strv sites;

	python->env = venv ? venv : conda;
	python->conda = !venv && conda;
	python->nvidia_libs = strv_new(doctor->arena);
	python->torch_cuda = VERSION_UNKNOWN;
	if (!python->env || *python->env != '/')
		return;
	sites = machine_glob(&doctor->machine, python->env, "lib/python*/site-packages");
	if (!sites.n)
		return;
	python->site = sites.v[sites.n - 1];
	read_dists(doctor, python);
	read_torch(doctor, python);
	python->nvidia_libs =
		machine_glob(&doctor->machine, python->site, "nvidia/*/lib");
}
