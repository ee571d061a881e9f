/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "loader.h"

const char *loader_library_version(struct arena *arena, const char *real)
{
	const char *at = real ? strstr(path_base(real), ".so.") : NULL;

	/* WSL calls its library libcuda.so.1.1, which is not a version. */
	return at && strchr(at + 4, '.') && !streq(at + 4, "1.1")
		       ? arena_dup(arena, at + 4)
		       : NULL;
}

/* The directory of NixOS, which only programs that Nix built search. */
static const char via_nixos[] = "RUNPATH of programs that Nix built";

bool loader_by_runpath(const struct libraries *libraries)
{
	return libraries->n && libraries->v[0].via == via_nixos;
}

static void add(const struct subject *subject, struct libraries *libraries,
	const char *path, const char *via)
{
	const char *real = machine_real(subject->machine, path);

	if (!real || !machine_is_file(subject->machine, path) || libraries->n >= 64)
		return;
	for (size_t i = 0; i < libraries->n; i++)
		if (streq(libraries->v[i].real, real))
			return;
	libraries->v[libraries->n++] = (struct library){ path, real, via };
}

static void add_cached(const struct subject *subject, const struct strv *cache,
	struct libraries *libraries, const char *soname)
{
	for (size_t i = 0; i < cache->n; i++) {
		const char *rest = skip_prefix(cache->v[i], soname);

		if (rest && *rest == '\t')
			add(subject, libraries, rest + 1, "ld.so.cache");
	}
}

struct libraries loader_find(
	const struct subject *subject, const struct strv *cache, const char *soname)
{
	static const char *const defaults[] = { "/lib/x86_64-linux-gnu",
		"/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
		"/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
		"/usr/lib" };
	struct strv dirs = subject_elements(subject, "LD_LIBRARY_PATH");
	struct libraries libraries = {
		arena_alloc(subject->arena, 64 * sizeof(struct library)), 0
	};

	for (size_t i = 0; i < dirs.n; i++)
		if (*dirs.v[i] == '/')
			add(subject, &libraries,
				path_join(subject->arena, dirs.v[i], soname),
				"LD_LIBRARY_PATH");
	add_cached(subject, cache, &libraries, soname);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++)
		add(subject, &libraries, path_join(subject->arena, defaults[i], soname),
			"default directory");
	add(subject, &libraries,
		path_join(subject->arena, "/run/opengl-driver/lib", soname), via_nixos);
	return libraries;
}

/* Returns whether a line, without slashes and whitespace at its end, ends with `part`. */
static bool ends_with(const char *line, const char *part)
{
	size_t n = strlen(line), k = strlen(part);

	while (n && strchr("/ \t\r", line[n - 1]))
		n--;
	return n >= k && strncmp(line + n - k, part, k) == 0;
}

const char *loader_configured(
	const struct subject *subject, const char *part, const char **line)
{
	struct strv files =
		machine_glob(subject->machine, "", "/etc/ld.so.conf.d/*.conf");

	strv_add(&files, "/etc/ld.so.conf");

	for (size_t i = 0; i < files.n; i++) {
		const char *text = subject_text(subject, files.v[i]);
		struct strv lines = strv_split(subject->arena, text ? text : "", '\n');

		for (size_t k = 0; k < lines.n; k++)
			if (*lines.v[k] == '/' && ends_with(lines.v[k], part)) {
				*line = lines.v[k];
				return files.v[i];
			}
	}
	return NULL;
}
