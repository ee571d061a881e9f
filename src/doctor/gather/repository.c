/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "repository.h"

/* Returns whether an enabled section of a file of dnf or zypper contains the text. */
static bool in_section(struct arena *arena, const char *text, const char *part)
{
	struct strv lines = strv_split(arena, text, '\n');
	bool has = false, enabled = true;

	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.v[i] + strspn(lines.v[i], " \t");

		if (*line == '[') {
			if (has && enabled)
				return true;
			has = false;
			enabled = true;
		}
		if (*line == '#')
			continue;
		if (strstr(line, part))
			has = true;
		if (skip_prefix(line, "enabled=0") || skip_prefix(line, "enabled = 0"))
			enabled = false;
	}
	return has && enabled;
}

/* The same of apt: a line of *.list that begins with deb, or a stanza of *.sources. */
static bool in_sources(struct arena *arena, const char *text, const char *part)
{
	struct strv lines = strv_split(arena, text, '\n');
	bool has = false, enabled = true;

	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.v[i] + strspn(lines.v[i], " \t");

		if (!*line) {
			if (has && enabled)
				return true;
			has = false;
			enabled = true;
		}
		if (*line == '#')
			continue;
		if (strstr(line, part))
			has = true;
		if (skip_prefix(line, "Enabled: no"))
			enabled = false;
	}
	return has && enabled;
}

bool repository_enabled(const struct subject *subject, const char *part)
{
	static const struct {
		const char *glob;
		bool (*contains)(struct arena *arena, const char *text, const char *part);
	} places[] = {
		{ "/etc/apt/sources.list", in_sources },
		{ "/etc/apt/sources.list.d/*.list", in_sources },
		{ "/etc/apt/sources.list.d/*.sources", in_sources },
		{ "/etc/yum.repos.d/*.repo", in_section },
		{ "/etc/zypp/repos.d/*.repo", in_section },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct strv files = machine_glob(subject->machine, "", places[i].glob);

		for (size_t k = 0; k < files.n; k++) {
			const char *text = subject_text(subject, files.v[k]);

			if (text && places[i].contains(subject->arena, text, part))
				return true;
		}
	}
	return false;
}
