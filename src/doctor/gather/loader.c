/* SPDX-License-Identifier: MIT
 * Which file the loader of this shell takes for a soname: LD_LIBRARY_PATH, then its
 * cache, then the default directories (ld.so(8)). A program's own RPATH and RUNPATH come
 * in with
 * --exe (exe.c).
 */
#include "config.h"

#include "facts.h"

struct strv loader_lines(struct doctor *doctor)
{
	const char *lines = answer(doctor, "loader");

	return strv_split(doctor->arena, lines ? lines : "", '\n');
}

const char *library_version(struct arena *arena, const char *real)
{
	const char *at = real ? strstr(path_base(real), ".so.") : NULL;

	/* libcuda.so.1.1 is what WSL calls its own, which tells no version. */
	return at && strchr(at + 4, '.') && !streq(at + 4, "1.1")
		       ? arena_dup(arena, at + 4)
		       : NULL;
}

static void add(struct doctor *doctor, struct libraries *libraries, const char *path,
	const char *via)
{
	const char *real = machine_real(&doctor->machine, path);

	if (!real || !machine_is_file(&doctor->machine, path) || libraries->n >= 64)
		return;
	for (size_t i = 0; i < libraries->n; i++)
		if (streq(libraries->v[i].real, real))
			return;
	libraries->v[libraries->n++] = (struct library){ path, real, via };
}

static void add_cached(
	struct doctor *doctor, struct libraries *libraries, const char *soname)
{
	struct strv lines = loader_lines(doctor);

	for (size_t i = 0; i < lines.n; i++) {
		const char *rest = skip_prefix(lines.v[i], soname);

		if (rest && *rest == '\t')
			add(doctor, libraries, rest + 1, "ld.so.cache");
	}
}

struct libraries loader_find(struct doctor *doctor, const char *soname)
{
	static const char *const defaults[] = { "/lib/x86_64-linux-gnu",
		"/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
		"/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
		"/usr/lib" };
	struct strv dirs = path_elements(doctor, "LD_LIBRARY_PATH");
	struct libraries libraries = {
		arena_alloc(doctor->arena, 64 * sizeof(struct library)), 0
	};

	for (size_t i = 0; i < dirs.n; i++)
		if (*dirs.v[i] == '/')
			add(doctor, &libraries,
				path_join(doctor->arena, dirs.v[i], soname),
				"LD_LIBRARY_PATH");
	add_cached(doctor, &libraries, soname);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		add(doctor, &libraries, path_join(doctor->arena, defaults[i], soname),
			"default directory");
	return libraries;
}

const char *loader_configured(struct doctor *doctor, const char *part, const char **line)
{
	struct strv files =
		machine_glob(&doctor->machine, "", "/etc/ld.so.conf.d/*.conf");

	for (size_t i = 0; i < files.n; i++) {
		const char *text = file_text(doctor, files.v[i]);
		struct strv lines = strv_split(doctor->arena, text ? text : "", '\n');

		for (size_t k = 0; k < lines.n; k++)
			if (*lines.v[k] == '/' && strstr(lines.v[k], part)) {
				*line = lines.v[k];
				return files.v[i];
			}
	}
	return NULL;
}
